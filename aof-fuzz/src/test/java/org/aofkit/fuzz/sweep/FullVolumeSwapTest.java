package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.NoSpaceException;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.Compactor;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.SmallVolume;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.ToolRun;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A swap through a directory on another volume, where that of the data has no byte and no inode
 * left: as a whole, and killed at its file operations, by default at every 23rd ({@code
 * -Daofkit.sweep.all=true}: at each). A run that is told of the data directory only either finishes
 * it, or refuses and says why.
 */
class FullVolumeSwapTest {
  private static final int STEP = Sweep.ALL ? 1 : Integer.getInteger("aofkit.sweep.step", 23);
  private static final int MOST_POINTS = 1_000;
  // The top, the directory in it, four files of a log with a leftover, the file that takes all
  // room.
  private static final int INODES = 7;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      names = {"COMPACT_THROUGH_SCRATCH(_WITHOUT_KEEPING)?", "RESCUE"},
      mode = EnumSource.Mode.MATCH_ANY)
  void aKilledSwapIsFinishedByTheNextRunThatIsToldOfTheOtherVolume(CompactWork work)
      throws IOException {
    Aftermath aftermath = new Aftermath(work, Place.memory(), 0);
    long killed = 0;
    long explained = 0;
    boolean goesOn = true;
    for (int k = 1 + work.ordinal() % STEP; goesOn; k += STEP) {
      assertThat(k).isLessThan(MOST_POINTS);
      try (Place place = new Place(folder, 0);
          SmallVolume volume = fill(place, work)) {
        Map<String, String> before = work.state(place);
        FaultPlan plan = FaultPlan.kill(k);
        ToolRun run = place.run(work, plan);
        goesOn = plan.hasFired();
        String point = work + ", killed at " + k + "\n" + run.said();
        if (!goesOn) {
          assertThat(run.exitCode()).as(point).isEqualTo(work.good());
        }
        killed += goesOn ? 1 : 0;
        work.requireMeanwhile(place, point);
        explained += goOnAlone(place, work, before, aftermath, point);
        assertThat(Files.size(volume.filler())).as(point).isPositive();
        aftermath.requireSettled(place, FaultPlan.none(), point);
      }
    }
    new Tally(Sweep.nameOf("full-volume-swap." + work), killed, killed, 0).write();
    System.out.printf("full volume: %s: %d killed, %d explained%n", work, killed, explained);
    assertThat(killed).isGreaterThan(2);
  }

  /** As somebody does who does not know of the other volume; 1 if he is told why it can't be. */
  private static int goOnAlone(
      Place place, CompactWork work, Map<String, String> before, Aftermath aftermath, String point)
      throws IOException {
    try {
      Commit.finishInterrupted(place.data(), CommitOptions.of(Clock.systemUTC(), "test"));
    } catch (IOException e) {
      assertThat(e).as(point).hasMessageContaining("interrupted");
      return 1;
    }
    if (!work.state(place).equals(before)) {
      assertThat(aftermath.isAfter(place)).as(point).isTrue();
    }
    return 0;
  }

  @Test
  void beforeAnythingIsWrittenItIsSaidWhatIsMissing() throws IOException {
    try (Place place = new Place(folder, 0);
        SmallVolume volume = fill(place, CompactWork.COMPACT)) {
      assertThat(Files.size(volume.filler())).isPositive();
      Map<String, String> before = place.files();
      CheckOptions check = CheckOptions.defaults();
      CompactOptions options = CompactOptions.of(Clock.systemUTC(), "test").withThreads(1);
      CompactPlan plan = Compactor.plan(place.data(), check, options);

      assertThatThrownBy(() -> Compactor.run(plan, check))
          .isInstanceOfSatisfying(
              NoSpaceException.class, e -> assertThat(e.bytesNeeded()).isGreaterThan(8192))
          .hasMessageContaining("are missing");

      assertThat(place.files()).isEqualTo(before);
    }
  }

  /** Makes the data directory a volume of its own, which is full then. */
  private static SmallVolume fill(Place place, CompactWork work) throws IOException {
    SmallVolume volume = SmallVolume.mount(place.data(), 4, INODES).orElse(null);
    Assumptions.assumeTrue(volume != null, "needs root to mount a tmpfs");
    work.fill(place);
    volume.fill();
    assertThat(Files.getFileStore(place.data()).getUsableSpace()).isZero();
    assertThatThrownBy(() -> Files.createDirectory(place.data().resolve("more")))
        .isInstanceOf(IOException.class);
    return volume;
  }
}
