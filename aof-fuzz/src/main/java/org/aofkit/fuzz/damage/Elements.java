package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.jspecify.annotations.Nullable;

/** Lists what a reader meets in each file of a damaged log. */
final class Elements {
  private static final int BLOCK = 512;

  private final Truth truth;
  private final DamagedLog log;

  Elements(Truth truth) {
    this.truth = truth;
    this.log = truth.log();
  }

  /** The elements of one file. */
  List<Element> of(int file) {
    List<Element> elements = new ArrayList<>();
    List<Hit> hits = new ArrayList<>(log.hitsOf(file));
    for (LogRecord record : log.healthy().recordsOf(file)) {
      boolean damaged = truth.fateOf(record) == Fate.DAMAGED;
      while (!hits.isEmpty() && isMetBefore(hits.get(0), record, damaged)) {
        add(hits.remove(0), elements);
      }
      if (!damaged) {
        elements.add(new Element.Readable(record));
      }
    }
    hits.forEach(hit -> add(hit, elements));
    return elements;
  }

  /** Whether a hit has to be listed before a record: it is in front of it, or has damaged it. */
  private static boolean isMetBefore(Hit hit, LogRecord record, boolean damaged) {
    return hit.touches(record) ? damaged : hit.from() <= record.start();
  }

  private void add(Hit hit, List<Element> elements) {
    List<LogRecord> touched =
        log.healthy().recordsOf(hit.file()).stream().filter(hit::touches).toList();
    boolean damaged = touched.stream().anyMatch(each -> truth.fateOf(each) == Fate.DAMAGED);
    boolean nothingLeft = hit.with().length == 0 && !touched.isEmpty() && endsAtBoundary(hit);
    if (touched.isEmpty() || (damaged && !nothingLeft)) {
      boolean otherName = touched.size() == 1 && truth.hasOtherName(touched.get(0));
      elements.add(new Element.Gap(isSafe(hit, touched), otherName));
    }
  }

  /** A file that was cut exactly between two records shows nothing of it. */
  private boolean endsAtBoundary(Hit hit) {
    List<LogRecord> records = log.healthy().recordsOf(hit.file());
    return hit.to() == records.get(records.size() - 1).end()
        && records.stream().anyMatch(each -> each.start() == hit.from());
  }

  /** Whether nothing is wrong between a MULTI and its EXEC: then that shows what is missing. */
  private boolean isExecToBeSeen(Hit over, LogRecord multi) {
    return log.hits().stream()
            .filter(hit -> hit != over)
            .noneMatch(hit -> isInAFileOf(hit, multi.transaction()))
        && log.healthy().records().stream()
            .filter(each -> each.transaction() == multi.transaction())
            .noneMatch(each -> each != multi && over.touches(each));
  }

  /** Whether a part of a transaction lies in the file of a hit. */
  private boolean isInAFileOf(Hit hit, int transaction) {
    return log.healthy().records().stream()
        .anyMatch(each -> each.transaction() == transaction && each.file() == hit.file());
  }

  /** The last record of the files in front; null where there is none. */
  private @Nullable LogRecord lastInFrontOf(int file) {
    LogRecord last = null;
    for (LogRecord record : log.healthy().records()) {
      last = record.file() < file ? record : last;
    }
    return last;
  }

  private boolean isSafe(Hit hit, List<LogRecord> touched) {
    LogRecord before = null;
    LogRecord behind = null;
    for (LogRecord record : log.healthy().recordsOf(hit.file())) {
      before = record.end() == hit.from() ? record : before;
      behind = record.start() == hit.to() ? record : behind;
    }
    int place = log.placeOf(hit);
    LogRecord last = before == null && place == 0 ? lastInFrontOf(hit.file()) : before;
    int offset = log.healthy().head().originOf(hit.file()) + place;
    boolean toTheEnd = behind == null && hit.file() < log.healthy().files() - 1;
    boolean between = (before != null || place == 0) && (behind != null || toTheEnd);
    boolean open = last != null && !last.isAlone() && last.kind() != Kind.EXEC;
    boolean block = offset != 0 && offset % BLOCK == 0;
    if (!hit.isNuls() || !between || open || block) {
      return false;
    }
    if (toTheEnd && !touched.isEmpty()) {
      throw new UndetectableException("NULs exactly over the last records of a file");
    }
    if (touched.size() == 1
        && touched.get(0).kind() == Kind.MULTI
        && isExecToBeSeen(hit, touched.get(0))) {
      return false;
    }
    if (touched.stream().anyMatch(each -> each.kind() != Kind.DATA || !each.isAlone())) {
      throw new UndetectableException("NULs exactly over a SELECT, or into a transaction");
    }
    return true;
  }
}
