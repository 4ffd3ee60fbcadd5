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

  /**
   * Whether a reader sees that NULs lie in a transaction: its MULTI stands in front in the same
   * file, or its EXEC behind, and nothing else is wrong between.
   */
  private boolean isSeenInTransaction(Hit nuls, int transaction) {
    for (LogRecord record : log.healthy().records()) {
      boolean mine = record.transaction() == transaction && !nuls.touches(record);
      boolean multi = record.kind() == Kind.MULTI && record.file() == nuls.file();
      if (mine && (multi || record.kind() == Kind.EXEC) && isAlone(nuls, record)) {
        return true;
      }
    }
    return false;
  }

  /** Whether no other hit lies between NULs and a record, or over it. */
  private boolean isAlone(Hit nuls, LogRecord record) {
    boolean front = record.kind() == Kind.MULTI;
    int file = front ? record.file() : nuls.file();
    int from = front ? record.start() : nuls.from();
    int lastFile = front ? nuls.file() : record.file();
    int to = front ? nuls.to() : record.end();
    return log.hits().stream()
        .filter(hit -> hit != nuls)
        .noneMatch(
            hit ->
                isBehind(hit.file(), hit.to(), file, from)
                    && !isBehind(hit.file(), hit.from(), lastFile, to));
  }

  private static boolean isBehind(int file, int at, int otherFile, int other) {
    return file > otherFile || file == otherFile && at > other;
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
    if (!hit.isNuls() || !between || block) {
      return false;
    }
    if (open && !isSeenInTransaction(hit, last.transaction())) {
      throw new UndetectableException("NULs in a transaction of which nothing is seen");
    }
    if (open) {
      return false;
    }
    if (toTheEnd && !touched.isEmpty()) {
      throw new UndetectableException("NULs exactly over the last records of a file");
    }
    if (touched.size() == 1
        && touched.get(0).kind() == Kind.MULTI
        && isSeenInTransaction(hit, touched.get(0).transaction())) {
      return false;
    }
    if (touched.stream().anyMatch(each -> each.kind() != Kind.DATA || !each.isAlone())) {
      throw new UndetectableException("NULs exactly over a SELECT, or into a transaction");
    }
    return true;
  }
}
