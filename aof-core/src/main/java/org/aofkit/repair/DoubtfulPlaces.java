package org.aofkit.repair;

import java.util.List;
import java.util.Optional;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.jspecify.annotations.Nullable;

/**
 * What stays in the log and looks like commands, but may be the text of a value. A check lists each
 * place; whoever only repairs is told how many there are, and the first.
 */
final class DoubtfulPlaces {
  private DoubtfulPlaces() {}

  /** A sentence about them; empty where there is none in front of the end of the log. */
  static Optional<String> of(Report report, LogPlaces places, @Nullable CutPoint end) {
    List<Finding> doubtful =
        report.findings().stream()
            .filter(finding -> finding.code() == FindingCode.AOF_DOUBTFUL_ISLAND)
            .filter(finding -> end == null || !isBehind(finding, places, end))
            .toList();
    if (doubtful.isEmpty()) {
      return Optional.empty();
    }
    Finding first = doubtful.get(0);
    String place = first.file() + ":" + first.offset();
    return Optional.of(
        (doubtful.size() == 1
                ? "What follows " + place
                : "What follows " + doubtful.size() + " damages, the first at " + place + ",")
            + " looks like commands, and may be text of a value whose head is damaged. It stays: look"
            + " at it with 'aof-fsck show --from "
            + place
            + "'.");
  }

  private static boolean isBehind(Finding finding, LogPlaces places, CutPoint end) {
    for (int i = 0; i < places.count(); i++) {
      if (places.name(i).equals(finding.file())) {
        return end.takes(i, finding.offset());
      }
    }
    return false;
  }
}
