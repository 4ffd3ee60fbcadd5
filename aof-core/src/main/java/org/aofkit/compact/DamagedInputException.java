package org.aofkit.compact;

import java.io.IOException;
import org.aofkit.check.Report;

/**
 * What was to be compacted is not clean: a repair has to come first. Nothing was written. A server
 * would lose or refuse something of it, and a compaction would make that final.
 */
public final class DamagedInputException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Report report;

  DamagedInputException(Report report) {
    super(
        report.root()
            + ": "
            + report.verdict().id()
            + ", and only what is clean is compacted: repair it first");
    this.report = report;
  }

  /** What the check has found. */
  public Report report() {
    return report;
  }
}
