package org.aofkit.append;

import java.io.IOException;
import org.aofkit.check.Report;

/** A set that is not clean is not appended to: what is appended could be lost with the damage. */
public final class NotCleanException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Report report;

  NotCleanException(Report report) {
    super(report.root() + ": " + report.verdict() + ", to be repaired first");
    this.report = report;
  }

  /** What the check has found. */
  public Report report() {
    return report;
  }
}
