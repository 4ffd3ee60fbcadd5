package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.NoSpaceException;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.SmallVolume;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A swap is taken back on a volume that others have filled meanwhile. */
class FullVolumeUndoTest {
  private static final CompactWork WORK = CompactWork.COMPACT_THROUGH_SCRATCH;
  private static final int COMMANDS = 3_000;

  @TempDir Path folder;

  @Test
  void itIsRefusedBeforeAnythingChangesAndTheBytesItNamesAreEnough() throws IOException {
    try (Place place = new Place(folder, COMMANDS);
        SmallVolume volume = SmallVolume.mount(place.data(), 4).orElse(null)) {
      Assumptions.assumeTrue(volume != null, "needs root to mount a tmpfs");
      WORK.fill(place);
      Map<String, String> before = data(place);
      assertThat(place.run(WORK, FaultPlan.none()).exitCode()).isZero();
      volume.fill();
      Map<String, String> compacted = place.files();

      long needed = refused(place);

      assertThat(place.files()).isEqualTo(compacted);
      assertThat(needed).isGreaterThan(SmallVolume.BLOCK);
      give(volume, needed - SmallVolume.BLOCK);
      assertThat(refused(place)).isEqualTo(needed);
      give(volume, SmallVolume.BLOCK);
      Commit.undo(place.data(), options(place));
      assertThat(data(place)).isEqualTo(before);
    }
  }

  /** How many bytes it says it needs. */
  private static long refused(Place place) {
    long[] needed = new long[1];
    assertThatThrownBy(() -> Commit.undo(place.data(), options(place)))
        .isInstanceOfSatisfying(NoSpaceException.class, e -> needed[0] = e.bytesNeeded())
        .hasMessageContaining("nothing was changed");
    return needed[0];
  }

  private static void give(SmallVolume volume, long bytes) throws IOException {
    try (FileChannel filler = FileChannel.open(volume.filler(), StandardOpenOption.WRITE)) {
      filler.truncate(filler.size() - bytes);
    }
  }

  private static CommitOptions options(Place place) {
    return CommitOptions.of(Clock.systemUTC(), "test")
        .withQuarantine(place.folder().resolve("kept"));
  }

  private static Map<String, String> data(Place place) throws IOException {
    Map<String, String> files = new TreeMap<>(place.files());
    files.keySet().removeIf(name -> !name.startsWith("data/") || name.equals("data/filler"));
    return files;
  }
}
