package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.ToolRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code undo --to} leaves the directory alone whatever fails, says when the originals are not all
 * there, leaves none of them in part unless it is killed, and gives them into another folder then.
 */
class UndoToSweepTest {
  @ParameterizedTest
  @EnumSource
  void theDirectoryStaysAsItIsAndNoOriginalIsThereInPart(Fault fault) throws IOException {
    long fired = 0;
    boolean goesOn = true;
    for (int k = 1; goesOn; k += fault.step(Sweep.ALL)) {
      try (Place place = new Place()) {
        ToolWork.REPAIR_SALVAGE.fill(place);
        Map<String, String> originals = files(place.data());
        assertThat(place.run(ToolWork.REPAIR_SALVAGE, FaultPlan.none()).exitCode()).isEqualTo(1);
        Map<String, String> before = files(place.data());
        FaultPlan plan = fault.plan.apply(k);
        place.fs().use(plan);
        Path to = place.folder().resolve("to");
        ToolRun run = undoTo(place, to);
        goesOn = plan.hasFired();
        fired += goesOn ? 1 : 0;
        place.fs().closeChannels();
        String point = fault + " " + k + "\n" + run.said();

        assertThat(files(place.data())).as(point).isEqualTo(before);
        if (!plan.hasKilled()) {
          boolean isGood = run.exitCode() == 0;
          assertThat(isGood || goesOn && run.exitCode() == 8).as(point).isTrue();
          boolean mayBeLeft = fault == Fault.ERROR_OF_ALL_CHANGES_FROM_THERE;
          if (!mayBeLeft) {
            originals.keySet().retainAll(files(to).keySet());
            assertThat(originals).as(point).containsAllEntriesOf(files(to));
            assertThat(!isGood || !files(to).isEmpty()).as(point).isTrue();
          }
        }
        place.fs().use(FaultPlan.none());
        ToolRun again = undoTo(place, place.folder().resolve("other"));
        assertThat(again.exitCode()).as(point + again.said()).isZero();
        assertThat(files(place.folder().resolve("other"))).as(point).isNotEmpty();
        assertThat(files(place.data())).as(point).isEqualTo(before);
        ToolRun undo = place.undo();
        assertThat(undo.exitCode()).as(point + undo.said()).isZero();
      }
    }
    String name = "sweep-undo-to." + fault.name().toLowerCase(java.util.Locale.ROOT);
    new Tally(name.replace('_', '-'), fired, fired, 0).write();
    assertThat(fired).isPositive();
  }

  private static ToolRun undoTo(Place place, Path to) {
    try {
      return place.tool("undo", "--to=" + to, place.data().toString());
    } catch (org.aofkit.fuzz.fs.KilledError e) {
      return new ToolRun(Place.KILLED, "", String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(folder)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!name.startsWith(".aof-fsck/")) {
          files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
