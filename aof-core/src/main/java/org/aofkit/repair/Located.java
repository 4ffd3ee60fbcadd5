package org.aofkit.repair;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;

/**
 * A damage and its place in load order.
 *
 * @param damage the damage
 * @param index the file in load order; -1 for one that is not in the log, such as the manifest
 * @param offset where it begins; -1 where no place is known
 */
record Located(Damage damage, int index, long offset) {
  /** What makes a server refuse the command it stands at. */
  private static final Set<FindingCode> REFUSED =
      EnumSet.of(
          FindingCode.AOF_UNKNOWN_COMMAND,
          FindingCode.AOF_ARITY,
          FindingCode.AOF_DISCARD_IN_TRANSACTION);

  /** What a server passes over in silence. */
  private static final Set<FindingCode> IGNORED =
      EnumSet.of(FindingCode.AOF_SELECT_OUT_OF_RANGE, FindingCode.AOF_FOREIGN_PAYLOAD);

  /** The damages of a report in load order, those outside of the log first. */
  static List<Located> all(Report report, LogPlaces places) {
    List<Located> all = new ArrayList<>();
    for (Damage damage : report.damages()) {
      int index = places.indexOf(damage.file());
      all.add(new Located(damage, index, offset(report, places, damage, index)));
    }
    // Stable: damages at one place stay in the order of the report.
    all.sort(Comparator.comparingInt(Located::index).thenComparingLong(Located::offset));
    return all;
  }

  /**
   * A damage that is about commands says only that there are some: the findings say where the first
   * one is.
   */
  private static long offset(Report report, LogPlaces places, Damage damage, int index) {
    if (index < 0 || damage.offset() >= 0 || !(damage instanceof Damage.Unmendable)) {
      return damage.offset();
    }
    if (!places.isThere(index)) {
      return 0;
    }
    Set<FindingCode> codes = damage.editClass() == EditClass.LOSSY ? REFUSED : IGNORED;
    long first = -1;
    for (Finding finding : report.findings()) {
      boolean here = finding.file().equals(places.name(index)) && finding.offset() >= 0;
      if (here && codes.contains(finding.code()) && (first < 0 || finding.offset() < first)) {
        first = finding.offset();
      }
    }
    return first;
  }

  boolean isSafe() {
    return damage.editClass() == EditClass.SAFE && !(damage instanceof Damage.Unmendable);
  }
}
