package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.aofkit.aof.AofSet;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.commit.FileMaker;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a directory, repaired on another volume: other names of the copies that are kept there,
 * which a repair does not write over but replaces.
 */
final class RepairedCopy {
  private final Rescue.Plan plan;
  private final CheckOptions check;
  private @Nullable Report report;

  RepairedCopy(Rescue.Plan plan, CheckOptions check) {
    this.plan = plan;
    this.check = check;
  }

  /** The check behind the repair. */
  Report report() {
    if (report == null) {
      throw new IllegalStateException("nothing was repaired");
    }
    return report;
  }

  /**
   * Makes the copy, repairs and checks it.
   *
   * @throws DamagedInputException if it can't be repaired by SAFE edits to be clean
   */
  AofSet of(FileMaker.Making making) throws IOException {
    Path copy = Files.createDirectory(making.workspace().resolve("copy"));
    Path data = plan.compaction().dataDirectory();
    for (Map.Entry<Path, FileFingerprint> each : plan.compaction().fingerprints().entrySet()) {
      if (!each.getValue().isAbsent()) {
        Path to = copy.resolve(data.relativize(each.getKey()).toString());
        Files.createDirectories(to.getParent());
        show(to, making.old(each.getKey()));
        // What may be left of a manifest is told by the times of the files too.
        Files.setLastModifiedTime(
            to, FileTime.from(each.getValue().mtimeNanos(), TimeUnit.NANOSECONDS));
      }
    }
    Report damaged = Checker.check(copy, check);
    RepairPlan repair = RepairPlanner.plan(damaged, check, PlanOptions.safe());
    if (repair.edits().isEmpty() || !repair.safeOnly()) {
      throw new DamagedInputException(damaged);
    }
    CompactOptions options = plan.compaction().options();
    Report after =
        Repair.apply(
                copy,
                damaged,
                repair,
                new RepairOptions(
                    Optional.empty(), options.clock(), options.toolVersion(), options.cancelled()),
                check)
            .after();
    if (after.verdict() != Verdict.CLEAN) {
      throw new DamagedInputException(after);
    }
    report = after;
    return after.set();
  }

  private static void show(Path as, Path file) throws IOException {
    try {
      Files.createLink(as, file);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, as);
    }
  }
}
