package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Path;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.repair.RepairPlan;

/**
 * Repairs, checks and compacts in one operation, for a volume with no byte free: nothing of it is
 * touched but by the swap through a directory on another volume. Only what a SAFE repair mends is
 * mended.
 */
public final class Rescue {
  private Rescue() {}

  /**
   * What a rescue would do.
   *
   * @param repair the edits that come first, all of them SAFE; none where the input is clean
   * @param compaction what follows; its report is that of the input as it is
   */
  public record Plan(RepairPlan repair, CompactPlan compaction) {
    /** The check of the input as it is. */
    public Report report() {
      return compaction.report();
    }
  }

  /**
   * What came of a rescue.
   *
   * @param plan what was carried out
   * @param repaired the check behind the repair
   * @param compaction what followed
   */
  public record Outcome(Plan plan, Report repaired, CompactOutcome compaction) {}

  /**
   * Checks the input and says what would be done. Writes nothing.
   *
   * @param options with {@link Destination.Scratch}
   * @throws DamagedInputException if more than SAFE edits are needed
   * @throws CannotCompactException if there is nothing to compact
   * @throws IOException if something can't be read
   */
  public static Plan plan(Path path, CheckOptions check, CompactOptions options)
      throws IOException {
    throw new IOException("not yet");
  }

  /**
   * Does it. Errors are those of {@link Compactor#run}; nothing has changed then.
   *
   * @throws DamagedInputException if what is repaired does not check clean
   */
  public static Outcome run(Plan plan, CheckOptions check) throws IOException {
    throw new IOException("not yet");
  }
}
