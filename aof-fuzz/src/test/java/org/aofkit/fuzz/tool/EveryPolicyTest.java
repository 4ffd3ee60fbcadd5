package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.fuzz.tool.Volumes.Volume;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every policy on every directory of the test data and on generated ones, as whole commands: a look
 * changes nothing, undo brings back everything, and a salvage leaves nothing to do.
 *
 * <p>Of {@code testdata/acceptance} every tenth case is taken by default; all of them: {@code
 * -Daofkit.volumes.step=1}. More generated directories: {@code -Daofkit.volumes=500}; others:
 * {@code -Daofkit.volumes.first=1000}.
 */
class EveryPolicyTest {
  private static final int MOST_RUNS = 4;
  private static final int MENDED = 1;
  private static final int LEFT = 4;

  /** What {@code repair} is given, for each policy and each option that allows more. */
  private static final List<List<String>> POLICIES =
      List.of(
          List.of(),
          List.of("--policy=prefix"),
          List.of("--policy=prefix", "--accept-loss"),
          List.of("--policy=salvage"),
          List.of("--policy=salvage", "--ambiguous-db=keep"),
          List.of("--policy=salvage", "--accept-loss"),
          List.of("--policy=salvage", "--until=1700000000"),
          List.of("--policy=salvage", "--until=appendonly.aof.1.incr.aof:23"),
          List.of("--assume=1"),
          List.of("--assume=2", "--policy=salvage"),
          List.of("--clean-leftovers"));

  private static final List<List<String>> ONE_BEHIND_THE_OTHER =
      List.of(
          List.of("--assume=1"),
          List.of(),
          List.of("--policy=salvage", "--accept-loss"),
          List.of("--clean-leftovers"));

  @TempDir(factory = InMemory.class)
  Path folder;

  static List<List<Volume>> volumes() throws IOException {
    int count = Integer.getInteger("aofkit.volumes", 12);
    int step = Integer.getInteger("aofkit.volumes.step", 10);
    int first = Integer.getInteger("aofkit.volumes.first", 1);
    return List.of(
        Volumes.cases("damaged", 1),
        Volumes.cases("acceptance", step),
        Volumes.directories(first, count),
        Volumes.logs(first, count));
  }

  private Path made(Volume volume) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    volume.filling().into(data);
    return data;
  }

  private static ToolRun run(Path data, String command, List<String> options) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(options);
    words.add(data.toString());
    return ToolRun.of(FileSystems.getDefault(), Map.of(), words.toArray(new String[0]));
  }

  @ParameterizedTest
  @MethodSource("volumes")
  void aLookChangesNothing(List<Volume> volumes) throws IOException {
    for (Volume volume : volumes) {
      Path data = made(volume);
      Map<String, String> before = Volumes.everything(data);

      for (List<String> policy : POLICIES) {
        List<String> options = new ArrayList<>(policy);
        options.add("--dry-run");
        ToolRun run = run(data, "repair", options);
        assertThat(Volumes.everything(data))
            .as("%s: %s %s", volume, options, run.said())
            .isEqualTo(before);
      }
      run(data, "check", List.of());
      run(data, "show", List.of("--destructive"));

      assertThat(Volumes.everything(data)).as("%s", volume).isEqualTo(before);
      TempTree.delete(data);
    }
  }

  @ParameterizedTest
  @MethodSource("volumes")
  void undoBringsBackEveryByteNameModeAndTime(List<Volume> volumes) throws IOException {
    int undone = 0;
    for (Volume volume : volumes) {
      Path data = made(volume);
      Map<String, String> before = Volumes.dataOnly(data);
      for (List<String> policy : POLICIES) {
        if (written(run(data, "repair", policy))) {
          undone++;
          undo(data, volume + " " + policy);
        }
        assertThat(Volumes.dataOnly(data)).as("%s %s", volume, policy).isEqualTo(before);
      }
      int operations = 0;
      for (List<String> policy : ONE_BEHIND_THE_OTHER) {
        operations += written(run(data, "repair", policy)) ? 1 : 0;
      }
      for (; operations > 0; operations--) {
        undo(data, volume + ", one operation behind the other");
      }
      assertThat(Volumes.dataOnly(data)).as("%s", volume).isEqualTo(before);
      TempTree.delete(data);
    }
    assertThat(undone).isGreaterThan(volumes.size() / 2);
  }

  private static boolean written(ToolRun run) {
    return (run.exitCode() & MENDED) != 0;
  }

  private static void undo(Path data, String what) {
    ToolRun undo = run(data, "undo", List.of());
    assertThat(undo.exitCode()).as("%s: %s", what, undo.said()).isZero();
  }

  @ParameterizedTest
  @MethodSource("volumes")
  void behindASalvageThereIsNothingToDo(List<Volume> volumes) throws IOException {
    int mended = 0;
    for (Volume volume : volumes) {
      for (String ambiguous : List.of("drop", "keep")) {
        Path data = made(volume);
        List<String> salvage = List.of("--policy=salvage", "--ambiguous-db=" + ambiguous);
        ToolRun run = run(data, "repair", salvage);
        mended += written(run) ? 1 : 0;
        // A manifest is written alone; the next run sees to the files.
        for (int i = 0; i < MOST_RUNS && run.exitCode() == MENDED + LEFT; i++) {
          run = run(data, "repair", salvage);
        }
        Map<String, String> after = Volumes.everything(data);
        String what = volume + " " + salvage + " " + run.said();
        assertThat(run.exitCode()).as(what).isNotEqualTo(MENDED + LEFT);

        ToolRun check = run(data, "check", List.of());
        if (run.exitCode() == MENDED) {
          assertThat(check.exitCode()).as(what + check.said()).isZero();
          for (List<String> policy : POLICIES.subList(0, 5)) {
            ToolRun again = run(data, "repair", policy);
            assertThat(again.exitCode()).as(what + again.said()).isZero();
          }
        } else {
          assertThat(check.exitCode()).as(what + check.said()).isEqualTo(run.exitCode());
        }
        assertThat(Volumes.everything(data)).as(what).isEqualTo(after);
        TempTree.delete(data);
      }
    }
    // Of generated directories most have a manifest that only somebody who knows can choose.
    assertThat(mended).isGreaterThanOrEqualTo(volumes.size() / 3);
  }
}
