package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.power.NameOrder;
import org.aofkit.fuzz.power.PowerCase;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes at every moment of repair in each policy, of init, of the rebuilding of a manifest
 * and the salvage of an image, and of their undo. The next run comes to the same end, and undo
 * gives every byte back.
 */
class ToolPowerLossTest {
  private static final String AOF = "appendonlydir/appendonly.aof.";
  private static final String SELECT = DamagedSet.command("SELECT", "0");
  private static final String A = DamagedSet.command("SET", "a", "some value");
  private static final String B = DamagedSet.command("SET", "b", "another value");

  /** What is done to which directory. */
  private enum Work {
    SAFE_IN_PLACE("repair") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.HOLE_MASKED_IN_PLACE.writeTo(data);
      }
    },
    SAFE_CUT("repair") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.NUL_TAIL.writeTo(data);
      }
    },
    SAFE_REPLACE("repair") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.SPLIT_COMMAND.writeTo(data);
      }
    },
    SAFE_TWO_FILES("repair") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.TWO_FILES.writeTo(data);
      }
    },
    INIT("init") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.OPEN_TRANSACTION_AND_OFFSETS.writeTo(data);
      }
    },
    PREFIX("repair", "--policy=prefix") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.TWO_FILES.writeTo(data);
        write(data, AOF + "1.incr.aof", SELECT + A + DamagedSet.nuls(100) + B);
        write(data, AOF + "2.incr.aof", SELECT + B + "????\r\n" + A);
        write(data, AOF + "3.incr.aof", SELECT + A);
        String manifest = Files.readString(data.resolve(AOF + "manifest"));
        write(data, AOF + "manifest", manifest + "file appendonly.aof.3.incr.aof seq 3 type i\n");
      }
    },
    SALVAGE("repair", "--policy=salvage") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.TORN_TAIL.writeTo(data);
        write(data, AOF + "1.incr.aof", SELECT + A + "????\r\n" + B + DamagedSet.nuls(700) + A);
      }
    },
    MANIFEST_REBUILD("repair") {
      @Override
      void fill(Path data) throws IOException {
        DamagedSet.TORN_TAIL.writeTo(data);
        write(data, AOF + "1.incr.aof", SELECT + A + B);
        write(data, AOF + "manifest", "");
      }
    },
    RDB_SALVAGE("repair", "--policy=salvage", "--accept-loss") {
      @Override
      void fill(Path data) throws IOException {
        try (AofDirectoryWriter writer = AofDirectoryWriter.create(data, Server.REDIS_7_0)) {
          for (int i = 10; i < 40; i++) {
            byte[] text = ("key" + i).getBytes(StandardCharsets.UTF_8);
            writer.put(0, text, RdbValue.string(text), KeyHead.NONE);
          }
          writer.finish();
        }
        Path base = data.resolve(AOF + "1.base.rdb");
        byte[] bytes = Files.readAllBytes(base);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 9, (byte) 0xC7);
        Files.write(base, bytes);
      }
    };

    private final List<String> words;

    Work(String... words) {
      this.words = List.of(words);
    }

    abstract void fill(Path data) throws IOException;

    int good() {
      return words.get(0).equals("init") ? 0 : 1;
    }

    ToolRun run(FileSystem fs, Path data) {
      List<String> all = new ArrayList<>(words);
      all.add(data.toString());
      return ToolRun.of(fs, Map.of(), all.toArray(new String[0]));
    }
  }

  private static void write(Path data, String name, String text) throws IOException {
    Files.writeString(data.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  private static ToolRun undo(FileSystem fs, Path data) {
    return ToolRun.of(fs, Map.of(), "undo", data.toString());
  }

  @ParameterizedTest
  @EnumSource
  void theNextRunComesToTheSameEnd(Work work) throws IOException {
    for (NameOrder order : NameOrder.values()) {
      try (PowerCase place = new PowerCase()) {
        Path data = place.data();
        FileSystem real = FileSystems.getDefault();
        work.fill(data);
        Map<String, String> before = files(data);
        History history =
            place.record(
                FaultPlan.none(),
                () -> {
                  ToolRun run = work.run(place.fs(), data);
                  assertThat(run.exitCode()).as(run.said()).isEqualTo(work.good());
                });
        Map<String, String> after = files(data);
        assertThat(after).isNotEqualTo(before);
        Tally tally =
            place.eachState(
                "tool",
                history,
                order,
                PowerCase.limits(8, 2),
                11,
                state -> {
                  if (!state.notes().isEmpty()) {
                    assertThat(files(data)).as("what was reported").isEqualTo(after);
                  }
                  ToolRun run = work.run(real, data);
                  assertThat(files(data)).as(run.said()).isEqualTo(after);
                  assertThat(run.exitCode()).as(run.said()).isIn(0, work.good());
                  ToolRun undo = undo(real, data);
                  assertThat(undo.exitCode()).as(undo.said()).isZero();
                  assertThat(files(data)).as("undone").isEqualTo(before);
                });
        PowerCase.write(tally, work, order);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUndoComesToItsEnd(Work work) throws IOException {
    NameOrder order = NameOrder.INDEPENDENT;
    try (PowerCase place = new PowerCase()) {
      Path data = place.data();
      FileSystem real = FileSystems.getDefault();
      work.fill(data);
      Map<String, String> before = files(data);
      assertThat(work.run(real, data).exitCode()).isEqualTo(work.good());
      Map<String, String> after = files(data);
      History history =
          place.record(
              FaultPlan.none(), () -> assertThat(undo(place.fs(), data).exitCode()).isZero());
      Tally tally =
          place.eachState(
              "tool-undo",
              history,
              order,
              PowerCase.limits(8, 2),
              11,
              state -> {
                if (!state.notes().isEmpty()) {
                  assertThat(files(data)).as("what was reported").isEqualTo(before);
                }
                ToolRun undo = undo(real, data);
                assertThat(undo.exitCode()).as(undo.said()).isIn(0, 8);
                assertThat(files(data)).as(undo.said()).isEqualTo(before);
              });
      PowerCase.write(tally, work, order);
      assertThat(after).isNotEqualTo(before);
      TempTree.delete(data);
    }
  }

  /** The files but those in the quarantine: none else may be there. */
  private static Map<String, String> files(Path data) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String name = data.relativize(path).toString();
        if (Files.isRegularFile(path) && !name.startsWith(".aof-fsck/")) {
          Object mode = Files.getAttribute(path, "unix:mode");
          files.put(name, mode + " " + Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
