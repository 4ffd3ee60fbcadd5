package org.aofkit.fuzz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.FileReport;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.fuzz.compare.Excluded;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.server.Server;

/** Generated logs start, or do not start, on a real Redis 7.0 as predicted, and are cut there. */
class PredictionPropertyTest {
  private static final String INCR = "appendonlydir/appendonly.aof.1.incr.aof";

  @Provide
  Arbitrary<byte[]> logs() {
    return Logs.damaged();
  }

  @Provide
  Arbitrary<byte[]> mendable() {
    return Logs.mendable();
  }

  @Property(tries = 60, seed = "20261122", shrinking = ShrinkingMode.BOUNDED)
  void damagedLogStartsAsPredicted(@ForAll("logs") byte[] log) throws IOException {
    assertPredicted(log);
  }

  @Property(tries = 40, seed = "20261122", shrinking = ShrinkingMode.BOUNDED)
  void mendableLogStartsAsPredicted(@ForAll("mendable") byte[] log) throws IOException {
    assertPredicted(log);
  }

  private static void assertPredicted(byte[] log) throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    Path dir = Files.createTempDirectory("aofkit-prediction-");
    try {
      Files.createDirectory(dir.resolve("appendonlydir"));
      Files.write(dir.resolve(INCR), log);
      Files.writeString(
          dir.resolve("appendonlydir/appendonly.aof.manifest"),
          "file appendonly.aof.1.incr.aof seq 1 type i\n");
      CheckOptions options = CheckOptions.defaults().withServer(Server.REDIS_7_0);
      Report report = Checker.check(dir, options);
      Assume.that(Excluded.why(report, Map.of("appendonly.aof.1.incr.aof", log)).isEmpty());

      LoadProbe.Result strict = LoadProbe.probe(program, dir, LoadProbe.Mode.STRICT);
      LoadProbe.Result lenient =
          LoadProbe.probeInPlace(program, dir, LoadProbe.Mode.DEFAULT, Map.of());

      assertThat(new Loads(strict.loads(), lenient.loads()))
          .as("%s\n%s", report.findings(), lenient.log())
          .isEqualTo(report.loads());
      if (lenient.loads() && !strict.loads()) {
        FileReport incr = last(report.files());
        assertThat(Files.size(dir.resolve(INCR)))
            .isEqualTo(incr.serverCutsAt().orElse(incr.validUpTo()));
      }
    } finally {
      TempTree.delete(dir);
    }
  }

  private static FileReport last(List<FileReport> files) {
    return files.get(files.size() - 1);
  }
}
