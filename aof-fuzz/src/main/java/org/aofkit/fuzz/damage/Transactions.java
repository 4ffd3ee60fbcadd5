package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aofkit.fuzz.damage.LogRecord.Kind;

/**
 * Which records of a file go because their transaction lost a part. What stands between two gaps is
 * a segment; a transaction is whole if no record of it is damaged and all are in one segment.
 */
final class Transactions {
  /** What becomes of a record. */
  enum Stay {
    /** It belongs to no transaction that lost a part. */
    YES,
    /** It does, and what is left shows it. */
    NO,
    /** What is left does not show whether it does. */
    MAYBE
  }

  private final Set<Integer> broken = new HashSet<>();
  private final List<List<LogRecord>> segments = new ArrayList<>();

  Transactions(Truth truth, int file, List<Element> elements) {
    for (LogRecord record : truth.log().healthy().recordsOf(file)) {
      if (truth.fateOf(record) == Fate.DAMAGED) {
        broken.add(record.transaction());
      }
    }
    segments.add(new ArrayList<>());
    for (Element element : elements) {
      if (element instanceof Element.Readable readable) {
        last().add(readable.record());
      } else if (element instanceof Element.Gap gap && !gap.safe()) {
        segments.add(new ArrayList<>());
      }
    }
    Set<Integer> seen = new HashSet<>();
    for (List<LogRecord> segment : segments) {
      Set<Integer> here = new HashSet<>();
      segment.forEach(record -> here.add(record.transaction()));
      here.stream().filter(seen::contains).forEach(broken::add);
      seen.addAll(here);
    }
    broken.remove(-1);
  }

  private List<LogRecord> last() {
    return segments.get(segments.size() - 1);
  }

  Stay of(LogRecord record) {
    int segment = segmentOf(record);
    List<LogRecord> around = segments.get(segment);
    if (broken.contains(record.transaction())) {
      boolean shown =
          around.stream()
              .anyMatch(
                  each ->
                      each.transaction() == record.transaction()
                          && (each.kind() == Kind.MULTI || each.kind() == Kind.EXEC));
      return shown || isBetween(record.transaction(), segment) ? Stay.NO : Stay.MAYBE;
    }
    boolean unmarked = around.stream().noneMatch(Transactions::isMarker);
    return segment > 0 && unmarked && isExecNext(segment) ? Stay.MAYBE : Stay.YES;
  }

  /**
   * Whether the MULTI of a transaction is to be seen in front of a segment, and its EXEC behind:
   * what stands between two damages then goes too, since one transaction with two damages is the
   * simplest that can have left this.
   */
  private boolean isBetween(int transaction, int segment) {
    boolean multi = false;
    boolean exec = false;
    for (int i = 0; i < segments.size(); i++) {
      for (LogRecord record : segments.get(i)) {
        boolean mine = record.transaction() == transaction;
        multi |= mine && i < segment && record.kind() == Kind.MULTI;
        exec |= mine && i > segment && record.kind() == Kind.EXEC;
      }
    }
    return multi && exec;
  }

  private int segmentOf(LogRecord record) {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).contains(record)) {
        return i;
      }
    }
    throw new IllegalArgumentException("not in this file: " + record);
  }

  /** Whether the next marker behind a segment is an EXEC, whose MULTI is not to be seen. */
  private boolean isExecNext(int segment) {
    for (int i = segment + 1; i < segments.size(); i++) {
      for (LogRecord record : segments.get(i)) {
        if (isMarker(record)) {
          return record.kind() == Kind.EXEC;
        }
      }
    }
    return false;
  }

  private static boolean isMarker(LogRecord record) {
    return record.kind() == Kind.MULTI || record.kind() == Kind.EXEC;
  }
}
