package org.aofkit.fuzz.sweep;

import java.io.IOException;
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

  /** Whether {@code undo} gives back what was there. */
  default boolean isUndone() {
    return true;
  }

  /** Whether a run that answers {@link #good} may have left everything as it was, and says so. */
  default boolean isExcused(ToolRun run) {
    return false;
  }

  /** Whether it does nothing that this fault could happen to. */
  default boolean lacks(Fault fault) {
    return false;
  }
}
