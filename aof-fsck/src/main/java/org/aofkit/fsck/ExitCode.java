package org.aofkit.fsck;

import org.aofkit.check.Finding;
import org.aofkit.check.Report;
import org.aofkit.check.Severity;

/** Exit codes in the manner of fsck(8): bits, so that those of several PATHs can be joined. */
public final class ExitCode {
  /** Nothing is wrong; with {@code init}: the server may start. */
  public static final int CLEAN = 0;

  /** Damage was found and mended. */
  public static final int CORRECTED = 1;

  /** Damage is left. */
  public static final int UNCORRECTED = 4;

  /**
   * The work could not be done: I/O, permission, no space, changed under us, newer than this tool.
   */
  public static final int OPERATIONAL = 8;

  /** The command line, a variable or a configuration file is wrong. */
  public static final int USAGE = 16;

  /** Cancelled by a signal; the files are as they were. */
  public static final int CANCELLED = 32;

  private ExitCode() {}

  /** The code for a report on files that are as they were. */
  static int of(Report report, boolean strict) {
    int code =
        switch (report.verdict()) {
          case CLEAN -> CLEAN;
          case TRUNCATED, LOSSY, CORRUPT -> UNCORRECTED;
          case UNSUPPORTED -> OPERATIONAL;
        };
    for (Finding finding : report.findings()) {
      if (strict && finding.severity() == Severity.WARNING) {
        code |= UNCORRECTED;
      }
    }
    return code;
  }
}
