package org.aofkit.compact;

import java.util.List;
import java.util.Optional;
import org.aofkit.commit.Operation;

/**
 * What came of a compaction.
 *
 * @param plan what was carried out
 * @param bytesAfter of the new files, the manifest included
 * @param made what stands in the new files, and what was noticed meanwhile
 * @param operation the operation in the journal; empty for {@link Destination.Output}
 * @param warnings what could not be done in full, though the compaction holds
 */
public record CompactOutcome(
    CompactPlan plan,
    long bytesAfter,
    Compaction.Result made,
    Optional<Operation> operation,
    List<String> warnings) {
  /** Copies the list. */
  public CompactOutcome {
    warnings = List.copyOf(warnings);
  }

  /**
   * How many commands stand in the new log, since no rule is known for them or something tied to
   * them; the others are in the base.
   */
  public long carried() {
    return made.carried();
  }
}
