package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.fs.OperationKind;
import org.aofkit.fuzz.server.TempTree;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An operation that cuts one file and takes others out of the log fails, or is killed, at each of
 * its steps. It is finished or rolled back, undo is exact, and at no moment does the manifest list
 * a file that is gone.
 */
class PrefixSweepTest {
  private static final int MAX_POINTS = 1_000;
  private static final int FEWEST_POINTS = 10;
  private static final String AOF = "appendonlydir/appendonly.aof.";
  private static final String SELECT = DamagedSet.command("SELECT", "0");
  private static final String A = DamagedSet.command("SET", "a", "some value");
  private static final String B = DamagedSet.command("SET", "b", "another value");

  @TempDir(factory = ToolSweepTest.InMemory.class)
  Path folder;

  private enum Fault {
    KILL(FaultPlan::kill),
    KILL_HALFWAY_THROUGH_A_WRITE(FaultPlan::killHalfway),
    NO_SPACE(FaultPlan::noSpace),
    ERROR_OF_A_CHANGE(k -> FaultPlan.fail(OperationKind.CHANGING, k));

    final IntFunction<FaultPlan> plan;

    Fault(IntFunction<FaultPlan> plan) {
      this.plan = plan;
    }
  }

  /** A hole that is masked, a damage that is cut off, and two files behind it. */
  private Path damaged() throws IOException {
    Path data = Files.createTempDirectory(folder, "data");
    DamagedSet.TORN_TAIL.writeTo(data);
    write(data, AOF + "1.incr.aof", SELECT + A + DamagedSet.nuls(100) + B);
    write(data, AOF + "2.incr.aof", SELECT + B + "????\r\n" + A);
    write(data, AOF + "3.incr.aof", SELECT + A);
    write(data, AOF + "4.incr.aof", SELECT + B);
    StringBuilder manifest = new StringBuilder("file appendonly.aof.1.base.rdb seq 1 type b\n");
    for (int i = 1; i <= 4; i++) {
      manifest.append("file appendonly.aof." + i + ".incr.aof seq " + i + " type i\n");
    }
    write(data, AOF + "manifest", manifest.toString());
    return data;
  }

  private static void write(Path data, String name, String text) throws IOException {
    Files.writeString(data.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  private static ToolRun run(java.nio.file.FileSystem fs, String command, Path data) {
    return ToolRun.of(fs, Map.of("AOF_FSCK_POLICY", "prefix"), command, data.toString());
  }

  @ParameterizedTest
  @EnumSource
  void aPrefixIsAllOrNothingWhereverItFails(Fault fault) throws IOException {
    Path undisturbed = damaged();
    Map<String, String> before = files(undisturbed);
    assertThat(run(FileSystems.getDefault(), "repair", undisturbed).exitCode()).isEqualTo(1);
    Map<String, String> after = files(undisturbed);
    assertThat(after).doesNotContainKeys(AOF + "3.incr.aof", AOF + "4.incr.aof");
    boolean fired = true;
    int points = 0;
    for (int k = 1; fired; k++) {
      assertThat(k).isLessThan(MAX_POINTS);
      Path data = damaged();
      FaultyFileSystem fs = new FaultyFileSystem(data.getFileSystem(), FaultPlan.none());
      fs.confineTo(data);
      fs.use(fault.plan.apply(k));
      String said;
      try {
        said = run(fs, "repair", data).said();
      } catch (KilledError e) {
        said = "killed";
      }
      fired = fs.plan().hasFired();
      fs.closeChannels();
      String point = fault + " " + k + "\n" + said;
      points += fired ? 1 : 0;
      requireWhatIsListed(data, point);

      ToolRun second = run(FileSystems.getDefault(), "repair", data);

      assertThat(files(data)).as(point + second.said()).isEqualTo(after);
      ToolRun undo = run(FileSystems.getDefault(), "undo", data);
      assertThat(undo.exitCode()).as(point + undo.said()).isZero();
      assertThat(files(data)).as(point).isEqualTo(before);
      TempTree.delete(data);
    }
    assertThat(points).isGreaterThanOrEqualTo(FEWEST_POINTS);
  }

  private static void requireWhatIsListed(Path data, String point) throws IOException {
    for (String line : Files.readAllLines(data.resolve(AOF + "manifest"))) {
      String name = line.split(" ")[1];
      assertThat(data.resolve("appendonlydir").resolve(name)).as(point).exists();
    }
  }

  /** The files but those in the quarantine. */
  private static Map<String, String> files(Path data) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String name = data.relativize(path).toString();
        if (Files.isRegularFile(path) && !name.startsWith(".aof-fsck")) {
          files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
