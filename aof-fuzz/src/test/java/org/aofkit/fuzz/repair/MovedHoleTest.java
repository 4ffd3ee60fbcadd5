package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The incident's hole, moved: wherever it is, however long, and whatever the file is called, it is
 * found by its bytes and mended without loss.
 */
class MovedHoleTest {
  private static final String INCR = "appendonly.aof.2.incr.aof";
  private static final int BOUNDARIES = 200;
  private static final int BOUNDARIES_LOADED = 12;

  @TempDir Path folder;

  /** A hole: in front of which byte of the undamaged file, and how long. */
  private record Hole(int offset, int length) {}

  private static Path incident() {
    return Servers.testdata("incident/data");
  }

  /** The incident's file without its hole: the one run of NULs between a line end and a star. */
  private static byte[] undamaged() throws IOException {
    byte[] bytes = Files.readAllBytes(incident().resolve("appendonlydir").resolve(INCR));
    int from = 0;
    while (!(bytes[from] == '\n' && bytes[from + 1] == 0)) {
      from++;
    }
    int to = from + 1;
    while (bytes[to] == 0) {
      to++;
    }
    assertThat(bytes[to]).isEqualTo((byte) '*');
    byte[] whole = Arrays.copyOf(bytes, bytes.length - (to - from - 1));
    System.arraycopy(bytes, to, whole, from + 1, bytes.length - to);
    return whole;
  }

  private static byte[] with(byte[] whole, List<Hole> holes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    for (Hole hole : holes) {
      out.write(whole, at, hole.offset() - at);
      out.writeBytes(new byte[hole.length()]);
      at = hole.offset();
    }
    out.write(whole, at, whole.length - at);
    return out.toByteArray();
  }

  /** The incident's directory with another incr file, and another {@code appendfilename}. */
  private Path directory(String name, byte[] incr) throws IOException {
    Path dir = Files.createTempDirectory(folder, "moved");
    Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
    Path base = incident().resolve("appendonlydir/appendonly.aof.2.base.rdb");
    Files.copy(base, aof.resolve(name + ".7.base.rdb"));
    Files.write(aof.resolve(name + ".9.incr.aof"), incr);
    Files.writeString(
        aof.resolve(name + ".manifest"),
        "file %1$s.7.base.rdb seq 7 type b\nfile %1$s.9.incr.aof seq 9 type i\n".formatted(name));
    return dir;
  }

  private DataSet undamagedData() throws IOException {
    Path dir = directory("appendonly.aof", undamaged());
    return LoadProbe.probe(Servers.program(Server.REDIS_7_0), dir, LoadProbe.Mode.STRICT)
        .dataOrThrow();
  }

  /** Boundaries spread over the file, its beginning among them and never the end. */
  private static List<Integer> boundaries(byte[] whole, int count) {
    List<Integer> starts = PlainLog.of(whole).starts();
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(count, starts.size()); i++) {
      chosen.add(starts.get((int) ((long) i * starts.size() / Math.min(count, starts.size()))));
    }
    return chosen;
  }

  /** A hole at a multiple of 512 may be a lost block, so the boundary in front of it moves it. */
  private static boolean mayBeALostBlock(int offset) {
    return offset != 0 && offset % 512 == 0;
  }

  private static void repair(Path dir) throws IOException {
    Report report = Checker.check(dir, CheckOptions.defaults());
    RepairOptions options =
        new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    Repair.apply(dir, report, RepairPlanner.plan(report), options, CheckOptions.defaults());
  }

  @Test
  void holeIsFoundAtEveryCommandBoundary() throws IOException {
    byte[] whole = undamaged();
    int length = 1;
    for (int offset : boundaries(whole, BOUNDARIES)) {
      length = length % 9000 + 37;
      Path dir = directory("appendonly.aof", with(whole, List.of(new Hole(offset, length))));

      Report report = Checker.check(dir, CheckOptions.defaults());

      assertThat(report.damages()).hasSize(1);
      Damage damage = report.damages().get(0);
      assertThat(damage).isInstanceOf(Damage.NulHole.class);
      assertThat(damage.offset()).isEqualTo(offset);
      assertThat(damage.length()).isEqualTo(length);
      assertThat(damage.editClass())
          .isEqualTo(mayBeALostBlock(offset) ? EditClass.LOSSY : EditClass.SAFE);
      TempTree.delete(dir);
    }
  }

  @Test
  void everyKeyComesBackWhereverTheHoleWas() throws IOException {
    DataSet expected = undamagedData();
    assertThat(expected.keys()).isEqualTo(253);
    byte[] whole = undamaged();
    int length = 1;
    for (int offset : boundaries(whole, BOUNDARIES_LOADED)) {
      length = length * 3 % 50_000 + 18;
      if (!mayBeALostBlock(offset)) {
        assertMended(List.of(new Hole(offset, length)), expected, "appendonly.aof");
      }
    }
  }

  @Test
  void everyKeyComesBackFromTwoHolesOneOfThemAtOffset0() throws IOException {
    List<Integer> starts = boundaries(undamaged(), 10);
    DataSet expected = undamagedData();

    assertMended(
        List.of(new Hole(0, 57_344), new Hole(starts.get(4), 5)), expected, "appendonly.aof");
    assertMended(
        List.of(new Hole(starts.get(3), 4096), new Hole(starts.get(8), 19)), expected, "x");
  }

  @Test
  void everyKeyComesBackWhateverTheFileIsCalledAndHoweverLongTheHole() throws IOException {
    int offset = boundaries(undamaged(), 10).get(5);
    DataSet expected = undamagedData();

    assertMended(List.of(new Hole(offset, 20 << 20)), expected, "store.aof");
    assertMended(List.of(new Hole(offset, 1)), expected, "redis-7.aof.1");
  }

  private void assertMended(List<Hole> holes, DataSet expected, String name) throws IOException {
    Path dir = directory(name, with(undamaged(), holes));

    repair(dir);

    LoadProbe.Result result =
        LoadProbe.probe(
            Servers.program(Server.REDIS_7_0),
            dir,
            LoadProbe.Mode.STRICT,
            Map.of("appendfilename", name));
    assertThat(result.dataOrThrow().diff(expected)).as("%s", holes).isEmpty();
    TempTree.delete(dir);
  }
}
