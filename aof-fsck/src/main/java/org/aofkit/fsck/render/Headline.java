package org.aofkit.fsck.render;

import java.util.List;
import java.util.Set;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Severity;

/** What a report comes to, in one line. */
public final class Headline {
  private static final Set<FindingCode> INSIDE =
      Set.of(FindingCode.RDB_CRASHES_LATER, FindingCode.RDB_WRONG_READS);

  private Headline() {}

  /** {@code /data: corrupt. Redis 7.0 does not start on these files.} */
  public static String of(Report report, byte[] path, Paint paint) {
    String verdict = paint.of(report.verdict(), paint.bold(report.verdict().id()));
    return ByteStrings.forPeople(path) + ": " + verdict + ". " + sentence(report);
  }

  private static String sentence(Report report) {
    String server = report.server().title();
    boolean starts = report.loads().lenient();
    return switch (report.verdict()) {
      case CLEAN ->
          report.files().isEmpty()
              ? "There are no persistence files; " + server + " starts empty."
              : server + " starts on these files, and nothing in them is lost by it.";
      case TRUNCATED ->
          "Only the end of the last file is incomplete; "
              + server
              + (starts
                  ? " cuts it off and starts, or refuses with aof-load-truncated no."
                  : " does not start on it.");
      case LOSSY ->
          starts
              ? server
                  + " starts on these files, but "
                  + (isDamagedInside(report)
                      ? "values in them are damaged: a later read may crash it or get a wrong answer."
                      : "loses or misplaces data that is on the disk.")
              : server + " does not start on these files, and data that is on the disk is at risk.";
      case CORRUPT ->
          starts
              ? server + " may come up on these files, but what it does with them is undefined."
              : server + " does not start on these files.";
      case UNSUPPORTED ->
          "Something in these files is newer than this aof-fsck; it was not judged, which does not mean"
              + " damaged.";
    };
  }

  /** Whether all that is wrong are values that the server loads as they are. */
  private static boolean isDamagedInside(Report report) {
    List<FindingCode> errors =
        report.findings().stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .map(Finding::code)
            .toList();
    return !errors.isEmpty() && INSIDE.containsAll(errors);
  }
}
