package org.aofkit.commit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of {@link Commit#run}.
 *
 * @param operation the operation, finished; null if there was nothing to do (then nothing was
 *     written)
 * @param warnings what could not be done in full, though the operation holds: optional bytes that
 *     found no block, a note of the quarantine's place that found no room
 */
public record CommitOutcome(@Nullable Operation operation, List<String> warnings) {
  /** Copies the list. */
  public CommitOutcome {
    warnings = List.copyOf(warnings);
  }
}
