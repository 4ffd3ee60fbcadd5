package org.aofkit.compact;

import java.io.IOException;
import org.aofkit.check.Report;

/** What a compaction has written does not check clean: a fault of this library. Nothing changed. */
public final class UnsoundOutputException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Report report;

  UnsoundOutputException(Report report) {
    super(
        report.root() + ": what was written is " + report.verdict().id() + "; nothing was changed");
    this.report = report;
  }

  /** What the check has found. */
  public Report report() {
    return report;
  }
}
