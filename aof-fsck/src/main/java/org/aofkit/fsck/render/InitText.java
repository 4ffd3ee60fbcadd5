package org.aofkit.fsck.render;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Severity;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;

/**
 * The short report for the termination log. It says first whether the server may start, since its
 * end may be cut off.
 */
public final class InitText {
  /** Where no policy helps, but a word of the operator does. */
  private static final Set<FindingCode> CHOOSE =
      EnumSet.of(
          FindingCode.MAN_LINES_LOST,
          FindingCode.MAN_NEXT_NAME_TAKEN,
          FindingCode.MAN_LISTED_TWICE);

  private InitText() {}

  /** One sentence behind the answer. */
  public static String message(int exitCode, String words) {
    return answer(exitCode) + words + "\n";
  }

  /** A text with a line more behind its first, since its end may be cut off. */
  public static String withWords(String text, String words) {
    int line = text.indexOf('\n') + 1;
    return words.isEmpty() ? text : text.substring(0, line) + words + "\n" + text.substring(line);
  }

  /** Nothing was written. */
  public static String untouched(byte[] path, Report report, int exitCode) {
    return untouched(path, report, List.of(), exitCode);
  }

  /** Nothing was written, but might be at somebody's word. */
  public static String untouched(
      byte[] path, Report report, List<Alternative> alternatives, int exitCode) {
    StringBuilder text = new StringBuilder(answer(exitCode));
    text.append(Headline.of(report, path, Paint.OFF)).append('\n');
    for (Alternative each : alternatives) {
      if (each.isPossible()) {
        text.append(each.policy()).append(" would give up ");
        text.append(PlanText.lost(each.plan().lost())).append('\n');
      }
    }
    findings(text, report);
    for (Finding finding : report.findings()) {
      boolean chosen = finding.severity() == Severity.ERROR && CHOOSE.contains(finding.code());
      if (chosen && exitCode != 0) {
        text.append("-> ").append(finding.remedy()).append('\n');
      }
    }
    return text.toString();
  }

  /** A plan was applied. */
  public static String repaired(
      byte[] path, Report before, RepairPlan plan, RepairOutcome done, int exitCode) {
    StringBuilder text = new StringBuilder(answer(exitCode));
    text.append(ByteStrings.forPeople(path)).append(": repaired with ");
    text.append(Numbers.count(plan.edits().size(), "edit")).append("; given up: ");
    text.append(PlanText.lost(done.lost())).append("; kept aside in ").append(done.operation());
    text.append('\n').append(Headline.of(done.after(), path, Paint.OFF)).append('\n');
    text.append("found before:\n");
    findings(text, before);
    return text.toString();
  }

  /**
   * The work behind the check failed.
   *
   * @param asFound whether the files still are as the report says
   */
  public static String failed(
      byte[] path, Report report, boolean asFound, String words, int exitCode) {
    StringBuilder text = new StringBuilder(answer(exitCode));
    text.append(ByteStrings.forPeople(path)).append(": ").append(words).append('\n');
    text.append(asFound ? Headline.of(report, path, Paint.OFF) : "found before:").append('\n');
    findings(text, report);
    return text.toString();
  }

  private static String answer(int exitCode) {
    return "aof-fsck init, exit "
        + exitCode
        + ": "
        + (exitCode == 0 ? "the server may start. " : "the server may not start. ");
  }

  private static void findings(StringBuilder text, Report report) {
    for (Finding finding : report.findings()) {
      if (finding.severity() != Severity.NOTE) {
        text.append(finding.severity().id()).append(' ').append(finding.code().id()).append("  ");
        text.append(ReportText.place(finding)).append(": ").append(finding.message()).append('\n');
      }
    }
  }
}
