package org.aofkit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Severity;
import org.aofkit.check.Verdict;

/** What tests ask of a report. */
public final class Reports {
  private Reports() {}

  /** The classes of the edits that the damages need, in the report's order. */
  public static List<EditClass> classes(Report report) {
    return report.damages().stream().map(Damage::editClass).toList();
  }

  /** The codes of the findings that are worse than a note, without repetition. */
  public static List<FindingCode> codes(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.severity() != Severity.NOTE)
        .map(Finding::code)
        .distinct()
        .toList();
  }

  /** How many findings have a code. */
  public static long count(Report report, FindingCode code) {
    return report.findings().stream().filter(finding -> finding.code() == code).count();
  }

  /** The only damage of a report. */
  public static Damage only(Report report) {
    if (report.damages().size() != 1) {
      throw new AssertionError("not one damage: " + report.damages());
    }
    return report.damages().get(0);
  }

  /** That the end of a file is the only damage, from an offset on. */
  public static void assertTail(Report report, Verdict verdict, EditClass edit, long offset) {
    assertThat(report.verdict()).isEqualTo(verdict);
    Damage damage = only(report);
    assertThat(damage).isInstanceOf(Damage.BadTail.class);
    assertThat(damage.editClass()).as(damage.reason()).isEqualTo(edit);
    assertThat(damage.offset()).isEqualTo(offset);
  }
}
