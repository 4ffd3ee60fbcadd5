package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aofkit.fuzz.damage.LogRecord.Kind;

/**
 * Which records of a log go because their transaction lost a part. What stands between two gaps, or
 * a gap and the border of a file, is a segment; a transaction is whole if no record of it is
 * damaged and all are in one segment, since servers end it with the file.
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

  /**
   * A segment.
   *
   * @param behindGap whether it begins behind a gap, rather than at the head of a file
   * @param multi whether that gap may have been a MULTI
   */
  private record Segment(boolean behindGap, boolean multi, List<LogRecord> records) {
    boolean marks(int transaction, Kind kind) {
      return records.stream()
          .anyMatch(each -> each.transaction() == transaction && each.kind() == kind);
    }
  }

  private final Set<Integer> broken = new HashSet<>();
  private final List<Segment> segments = new ArrayList<>();

  /**
   * Looks at all files.
   *
   * @param files what a reader meets in each
   */
  Transactions(Truth truth, List<List<Element>> files) {
    for (LogRecord record : truth.log().healthy().records()) {
      if (truth.fateOf(record) == Fate.DAMAGED) {
        broken.add(record.transaction());
      }
    }
    for (List<Element> file : files) {
      segments.add(new Segment(false, false, new ArrayList<>()));
      for (Element element : file) {
        if (element instanceof Element.Readable readable) {
          segments.get(segments.size() - 1).records().add(readable.record());
        } else if (element instanceof Element.Gap gap && !gap.safe()) {
          segments.add(new Segment(true, !gap.otherName(), new ArrayList<>()));
        }
      }
    }
    Set<Integer> seen = new HashSet<>();
    for (Segment segment : segments) {
      Set<Integer> here = new HashSet<>();
      segment.records().forEach(record -> here.add(record.transaction()));
      here.stream().filter(seen::contains).forEach(broken::add);
      seen.addAll(here);
    }
    broken.remove(-1);
    requireTraces();
  }

  /** A MULTI that went with the end of its file, and left nothing behind there, is not missed. */
  private void requireTraces() {
    boolean gap = false;
    int open = -1;
    for (Segment segment : segments) {
      gap |= segment.multi();
      for (LogRecord record : segment.records()) {
        if (record.kind() == Kind.EXEC && open != record.transaction() && !gap) {
          throw new UndetectableException("a MULTI is gone without a trace");
        }
        if (isMarker(record)) {
          open = record.kind() == Kind.MULTI ? record.transaction() : -1;
          gap = false;
        }
      }
    }
  }

  Stay of(LogRecord record) {
    int segment = segmentOf(record);
    if (broken.contains(record.transaction())) {
      return isShown(record.transaction(), segment) || isBetween(record.transaction(), segment)
          ? Stay.NO
          : Stay.MAYBE;
    }
    boolean gap = segments.subList(0, segment + 1).stream().anyMatch(Segment::behindGap);
    boolean unmarked = segments.get(segment).records().stream().noneMatch(Transactions::isMarker);
    return gap && unmarked && isExecNext(segment) ? Stay.MAYBE : Stay.YES;
  }

  /**
   * Whether the MULTI of a transaction is to be seen in a segment; or its EXEC, there or with
   * nothing but borders of files between. Where a file ends behind a MULTI, the EXEC may have been
   * lost with its end.
   */
  private boolean isShown(int transaction, int segment) {
    if (segments.get(segment).marks(transaction, Kind.MULTI)) {
      return true;
    }
    int last = segment;
    while (!segments.get(last).marks(transaction, Kind.EXEC)) {
      last++;
      if (last == segments.size() || segments.get(last).behindGap()) {
        return false;
      }
    }
    return true;
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
      multi |= i < segment && segments.get(i).marks(transaction, Kind.MULTI);
      exec |= i > segment && segments.get(i).marks(transaction, Kind.EXEC);
    }
    return multi && exec;
  }

  private int segmentOf(LogRecord record) {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).records().contains(record)) {
        return i;
      }
    }
    throw new IllegalArgumentException("can't be read: " + record);
  }

  /** Whether the next marker behind a segment is an EXEC, whose MULTI is not to be seen. */
  private boolean isExecNext(int segment) {
    for (int i = segment + 1; i < segments.size(); i++) {
      for (LogRecord record : segments.get(i).records()) {
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
