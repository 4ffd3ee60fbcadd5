package org.aofkit.fuzz.sweep;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.tool.ToolRun;

/** Something that writes, as one process does it. */
interface Work {
  /** Fills the data directory, without faults. */
  void fill(Place place) throws IOException;

  /** Does it; the exit code is 0 or 8 where it is no command. */
  ToolRun run(Place place) throws IOException;

  /** The exit code of a run without faults. */
  int good();

  /**
   * The exit code of the next run.
   *
   * @param wasDone whether the run before had left nothing to do
   * @param run the next one
   */
  int again(boolean wasDone, ToolRun run);

  /** What the directory holds, as far as two runs have it alike. */
  default Map<String, String> state(Place place) throws IOException {
    return place.files();
  }

  /** What holds at any moment, behind a run that failed or was killed too. */
  default void requireMeanwhile(Place place, String point) throws IOException {}

  /** Whether {@code undo} gives back what was there. */
  default boolean isUndone() {
    return true;
  }

  /** Whether a run that answers {@link #good} may have left everything as it was, and says so. */
  default boolean isExcused(ToolRun run) {
    return false;
  }

  /** Whether a run that fails removes what it has written so far: where it can't, that stays. */
  default boolean isTidiedUp() {
    return false;
  }

  /** The class whose {@code main} does it as a process of its own. */
  String main();

  /** What that is told. */
  List<String> arguments(Place place);

  /**
   * More that has to be true of what a run says that was not killed.
   *
   * @param before what the directory held before it
   * @param now what it holds behind it
   */
  default void requireTrue(
      Place place, ToolRun run, Map<String, String> before, Map<String, String> now, String point)
      throws IOException {}

  /** Whether it does nothing that this fault could happen to. */
  default boolean lacks(Fault fault) {
    return false;
  }
}
