package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.CommitOutcome;
import org.aofkit.commit.OpenFiles;
import org.aofkit.commit.Operation;

/** Carries a plan out, and checks again. */
public final class Repair {
  /** So many keys that are kept in part are named in the journal. */
  private static final int MOST_IN_JOURNAL = 10_000;

  private Repair() {}

  /**
   * Carries a plan out: all of its edits or none, journalled, with everything taken out kept aside.
   *
   * @param path what was checked
   * @param report the check the plan was made from
   * @param plan a plan with at least one edit that {@linkplain RepairPlan#mayBeApplied() may be
   *     applied}
   * @param options where to keep things, and when it is
   * @param checkOptions for the check afterwards
   * @throws IllegalArgumentException if the plan may not be applied or has nothing to do
   * @throws org.aofkit.commit.ChangedUnderUsException if a file has changed since the plan was
   *     made; nothing is switched
   * @throws org.aofkit.commit.HeldOpenException if a process holds one of the files open
   * @throws org.aofkit.commit.NoSpaceException if there is no room for the journal; nothing has
   *     changed
   * @throws UnprovenRepairException if the edits were made and the check behind them failed
   * @throws CancellationException without a message if nothing was changed, with one if the repair
   *     is complete and the check behind it is not
   * @throws IOException if something can't be read or written; what was begun is rolled back, or
   *     finished by the next run
   */
  public static RepairOutcome apply(
      Path path, Report report, RepairPlan plan, RepairOptions options, CheckOptions checkOptions)
      throws IOException {
    if (!plan.mayBeApplied() || plan.edits().isEmpty()) {
      throw new IllegalArgumentException("a plan to carry out has edits that its options allow");
    }
    OpenFiles.requireNotHeld(plan.fingerprints().keySet());
    if (options.cancelled().getAsBoolean()) {
      throw new CancellationException();
    }
    CommitOptions commitOptions = commitOptions(report, plan, options);
    CommitOutcome outcome =
        Commit.run(report.dataDirectory(), plan.fileEdits(), plan.fingerprints(), commitOptions);
    Operation operation = outcome.operation();
    if (operation == null) {
      throw new IllegalStateException("edits were planned and none was made");
    }
    Report after = checkAfter(path, checkOptions, operation);
    List<String> warnings = new ArrayList<>(outcome.warnings());
    try {
      Commit.annotate(
          report.dataDirectory(),
          operation.name(),
          Map.of("verdict-after", after.verdict().id()),
          commitOptions);
    } catch (IOException e) {
      warnings.add("the verdict could not be added to the journal: " + e.getMessage());
    }
    return new RepairOutcome(after, plan.lost(), operation.folder(), warnings);
  }

  private static Report checkAfter(Path path, CheckOptions options, Operation operation)
      throws IOException {
    try {
      return Checker.check(path, options);
    } catch (CancellationException e) {
      CancellationException said =
          new CancellationException(
              "the repair is complete, and kept in "
                  + operation.folder()
                  + "; the check behind it was not");
      said.initCause(e);
      throw said;
    } catch (IOException e) {
      throw new UnprovenRepairException(operation.folder(), e);
    }
  }

  private static CommitOptions commitOptions(
      Report report, RepairPlan plan, RepairOptions options) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("command", "repair");
    attributes.put("plan", plan.id());
    attributes.put("policy", plan.options().policy().id());
    if (plan.options().until().isPresent()) {
      attributes.put("until", plan.options().until().get().toString());
    }
    attributes.put("server", report.server().id());
    attributes.put("verdict-before", report.verdict().id());
    attributes.put("lost-bytes", Long.toString(plan.lost().bytes()));
    attributes.put("lost-commands", Long.toString(plan.lost().commands()));
    attributes.put("lost-transactions", Long.toString(plan.lost().transactions()));
    attributes.put("lost-keys", Long.toString(plan.lost().keys()));
    List<PartialValue> partial = plan.partialValues();
    if (!partial.isEmpty()) {
      attributes.put("partial-values", Integer.toString(partial.size()));
      for (int i = 0; i < Math.min(MOST_IN_JOURNAL, partial.size()); i++) {
        PartialValue value = partial.get(i);
        attributes.put(
            "partial-value-" + (i + 1),
            value.file() + " @ " + value.offset() + ": " + value.text());
      }
    }
    return CommitOptions.of(options.clock(), options.toolVersion())
        .withQuarantine(options.quarantine().orElse(null))
        .withAttributes(attributes);
  }
}
