package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.SmallVolume;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.tool.ToolRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every work that writes on a real volume that is really full: with no block left, one block, two
 * blocks, until it is done, with the {@link Aftermath} of each once there is room again. By default
 * every few blocks; all of them: {@code -Daofkit.sweep.all=true}.
 */
class FullVolumeSweepTest {
  private static final int STEP = Sweep.ALL ? 1 : 4;
  private static final int BULK = Sweep.ALL ? 800 : 100;
  private static final int MOST_BLOCKS = 200;

  @TempDir static Path folder;

  private static SmallVolume volume;

  @BeforeAll
  static void mount() throws IOException {
    volume = SmallVolume.mount(folder, 4).orElse(null);
    Assumptions.assumeTrue(volume != null, "needs root to mount a tmpfs");
  }

  @AfterAll
  static void unmount() throws IOException {
    if (volume != null) {
      volume.close();
    }
  }

  static Stream<Work> works() {
    Stream<Work> others =
        Stream.concat(Stream.of(ToolWork.values()), Stream.of(LibraryWork.values()));
    Stream<Work> compactions =
        Sweep.ALL
            ? Stream.of(
                CompactWork.COMPACT,
                CompactWork.COMPACT_WITHOUT_KEEPING,
                CompactWork.COMPACT_A_SINGLE_LOG,
                CompactWork.COMPACT_ELSEWHERE)
            : Stream.of(CompactWork.COMPACT);
    return Stream.concat(others, compactions);
  }

  @ParameterizedTest
  @MethodSource("works")
  void whatDoesNotFitIsLeftAsItWasAndDoneOnceItFits(Work work) throws IOException {
    Aftermath aftermath = new Aftermath(work, folder, BULK);
    long tried = 0;
    long fired = 0;
    boolean isDone = false;
    for (int blocks = 0; !isDone; blocks += STEP) {
      assertThat(blocks).as("%s", work).isLessThan(MOST_BLOCKS);
      try (Place place = new Place(folder, BULK)) {
        work.fill(place);
        volume.leave(blocks);
        ToolRun run;
        try {
          run = place.run(work, FaultPlan.none());
        } finally {
          volume.empty();
        }
        String point = work + ", " + blocks + " blocks\n" + run.said();
        aftermath.requireHonest(place, run, false, point);
        isDone = aftermath.reached(place) == Aftermath.Reached.ALL;
        if (!isDone) {
          fired++;
          assertThat(run.err()).as(point).containsIgnoringCase("no space");
        }
        tried++;
        aftermath.requireSettled(place, FaultPlan.none(), point);
      }
    }
    new Tally(
            "full-volume." + work.toString().toLowerCase(Locale.ROOT).replace('_', '-'),
            tried,
            fired,
            0)
        .write();
    boolean needsNoRoom =
        work.lacks(Fault.NO_SPACE_TO_GROW) || work.good() == 0 && !work.isUndone();
    assertThat(fired > 0 || needsNoRoom).as("%s", work).isTrue();
    System.out.printf("full volume: %s: %d of %d failed%n", work, fired, tried);
  }

  @Test
  void aWriterHasNothingOfWhatDoesNotFitAndGoesOn() throws IOException {
    List<Map<String, String>> states = AppendPlace.statesWithoutFaults();
    long tried = 0;
    long fired = 0;
    boolean isDone = false;
    for (int blocks = 0; !isDone; blocks++) {
      assertThat(blocks).isLessThan(MOST_BLOCKS);
      try (AppendPlace place = new AppendPlace(folder)) {
        place.isFull = true;
        volume.leave(blocks);
        place.run();
        volume.empty();
        isDone = place.done == AppendStep.values().length;
        fired += isDone ? 0 : 1;
        place.requireStateAround(states, blocks + " blocks");
      }
      try (AppendPlace place = new AppendPlace(folder)) {
        volume.leave(blocks);
        int failed = place.runWithout(volume, states);
        volume.empty();
        assertThat(failed == 0).as("%s blocks", blocks).isEqualTo(isDone);
        fired += failed > 0 ? 1 : 0;
      }
      tried += 2;
    }
    new Tally("full-volume.append", tried, fired, 0).write();
    assertThat(fired).isPositive();
  }
}
