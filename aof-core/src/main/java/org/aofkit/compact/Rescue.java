package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.NoSpaceException;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;

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
    if (!(options.destination() instanceof Destination.Scratch)) {
      throw new IllegalArgumentException("a rescue goes through a directory elsewhere");
    }
    Report report = Checker.check(path, check);
    RepairPlan repair = RepairPlanner.plan(report, check, PlanOptions.safe());
    CompactPlanner planner = new CompactPlanner(report, check, options);
    if (report.verdict() == Verdict.CLEAN) {
      return new Plan(repair, planner.plan());
    }
    requireSafe(report, repair);
    if (!options.keepsOld()) {
      throw new CannotCompactException(
          report.root() + ": " + report.verdict().id() + "; what is damaged is kept when it goes");
    }
    return new Plan(repair, planner.planBeforeRepair());
  }

  private static void requireSafe(Report report, RepairPlan repair) throws IOException {
    if (repair.edits().isEmpty() || !repair.safeOnly()) {
      throw new DamagedInputException(report);
    }
  }

  /**
   * Does it. Errors are those of {@link Compactor#run}; nothing has changed then.
   *
   * @throws DamagedInputException if what is repaired does not check clean
   */
  public static Outcome run(Plan plan, CheckOptions check) throws IOException {
    CompactPlan compaction = plan.compaction();
    if (plan.report().verdict() == Verdict.CLEAN) {
      CompactOutcome outcome = Compactor.run(compaction, check);
      return new Outcome(plan, plan.report(), outcome);
    }
    // The copy that is repaired may have to be written anew as a whole.
    List<Need> needs = Compactor.needs(compaction, 2 * compaction.bytesBefore());
    for (Need need : needs) {
      if (need.missing() > 0) {
        throw Preflight.noSpace(need, null);
      }
    }
    RepairedCopy copy = new RepairedCopy(plan, check);
    NewFiles made = new NewFiles(compaction, check);
    try {
      CompactOutcome outcome =
          Compactor.inPlace(compaction, made, attributes(plan), making -> copy.of(making).log());
      return new Outcome(plan, copy.report(), outcome);
    } catch (NoSpaceException e) {
      throw Preflight.noSpace(needs.get(0), e);
    }
  }

  private static Map<String, String> attributes(Plan plan) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("command", "rescue");
    attributes.put("plan", plan.repair().id());
    attributes.put("policy", plan.repair().options().policy().id());
    attributes.put("verdict-before", plan.report().verdict().id());
    attributes.put("lost-bytes", Long.toString(plan.repair().lost().bytes()));
    attributes.put("lost-commands", Long.toString(plan.repair().lost().commands()));
    return attributes;
  }
}
