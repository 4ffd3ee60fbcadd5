package org.aofkit.compact;

import java.io.IOException;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.check.FileFormat;
import org.aofkit.check.FileReport;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;

/** Finds the plans that would only write the same once more. */
final class Needless {
  private Needless() {}

  /** Whether it is an image that the target loads as it is, and there is nothing behind it. */
  static boolean is(CompactPlan plan) throws IOException {
    return isSameForm(plan) && isImageAlone(plan.report()) && isLoaded(plan);
  }

  private static boolean isSameForm(CompactPlan plan) {
    OutputOptions output = plan.options().output();
    boolean isDirectory = plan.report().set().start() == AofSet.Start.MANIFEST;
    return output.form() == BaseForm.IMAGE
        && output.dropExpired() == null
        && !output.dropUnsupported()
        && !(plan.options().destination() instanceof Destination.Output)
        && isDirectory != plan.isSingleFile()
        && plan.removed().stream().allMatch(CompactPlan.OldFile::isLog);
  }

  private static boolean isImageAlone(Report report) {
    List<SetFile> log = report.set().log();
    if (report.verdict() != Verdict.CLEAN || log.isEmpty() || log.size() > 2) {
      return false;
    }
    String first = log.get(0).name().toString();
    boolean isImage = false;
    for (FileReport file : report.files()) {
      isImage |= file.name().equals(first) && file.format() == FileFormat.RDB;
    }
    return isImage
        && report.stats().commands() == 0
        && report.stats().annotations() == 0
        && log.subList(1, log.size()).stream().allMatch(file -> file.size() == 0);
  }

  private static boolean isLoaded(CompactPlan plan) throws IOException {
    CompactTarget target = plan.options().output().targetOf(plan.report().server());
    Report report = plan.report();
    boolean isKnown = report.loadsOn().getOrDefault(target.server(), Loads.NO).strict();
    return isKnown
        && (target != CompactTarget.REDIS_6_2
            || TargetChoice.imageVersion(report.set()) <= target.rdb().version());
  }
}
