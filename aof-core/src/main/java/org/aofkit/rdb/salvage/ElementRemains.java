package org.aofkit.rdb.salvage;

import java.io.IOException;

/** What is left of a collection whose elements are bare strings. */
final class ElementRemains {
  /** So many NULs where an element should be are the damage. */
  private static final int LONG_NULS = 8;

  /** So many NULs where a record should be are none. */
  private static final int NULS = 3;

  /** How many bytes of an element are looked through for records. */
  private static final int LONGEST_SEARCH = 1 << 20;

  /** A value with more damaged places is given up. */
  private static final int MOST_PLACES = 1000;

  private final ByteWindow bytes;
  private final Parts parts;
  private final Values values;
  private final Glance glance;
  private final DamagedKey key;
  private final PieceList pieces = new PieceList();

  private final Budget budget;
  private long announced;

  ElementRemains(
      ByteWindow bytes, Parts parts, Values values, Glance glance, DamagedKey key, Budget budget) {
    this.budget = budget;
    this.glance = glance;
    this.bytes = bytes;
    this.parts = parts;
    this.values = values;
    this.key = key;
  }

  /** How many elements the value says it has. */
  long announced() {
    return announced;
  }

  /** What is written; without an element if nothing is left. */
  PieceList look(long bound) throws IOException {
    long at = key.valueAt();
    if (key.code() == 24) {
      at = parts.skip(at, Long.BYTES);
      pieces.copy(key.valueAt(), at);
    }
    at = at < 0 ? at : parts.length(at);
    announced = at < 0 ? 0 : parts.length();
    if (at < 0 || announced <= 0) {
      return new PieceList();
    }
    return key.end() >= 0 ? sound(at) : front(at, bound);
  }

  /** All elements but those that are damaged, and their neighbours: the lengths are right. */
  private PieceList sound(long first) throws IOException {
    PieceList kept = new PieceList();
    long count = 0;
    long places = 0;
    long before = first;
    long at = first;
    boolean isNeighbour = false;
    for (long i = 0; i < announced; i++) {
      long behind = element(at, true);
      boolean isSound = behind >= 0;
      behind = isSound ? behind : element(at, false);
      boolean isLost = behind < 0 || behind > key.end() || places > MOST_PLACES;
      if (isLost || !isSound && holdsRecords(at, behind)) {
        return new PieceList();
      }
      if (isSound && !isNeighbour) {
        // An element is kept once the next one is seen to be sound as well.
        kept.copy(before, at);
        count += at > before ? 1 : 0;
        before = at;
      } else {
        places += isSound ? 0 : 1;
        before = behind;
      }
      isNeighbour = !isSound;
      at = behind;
    }
    kept.copy(before, at);
    count += at > before ? 1 : 0;
    pieces.length(count);
    pieces.all(kept.pieces());
    return at == key.end() ? pieces : new PieceList();
  }

  /**
   * Whether records begin in a damaged element, or in the one behind it, that lead to the end of
   * the value: where bytes are missing, a value takes in the keys behind it, and their bytes may
   * look like as many elements as it lacks.
   */
  private boolean holdsRecords(long from, long behind) throws IOException {
    long next = behind < key.end() ? element(behind, false) : behind;
    long to = Math.min(next < 0 ? behind : next, from + LONGEST_SEARCH);
    glance.takeWork();
    for (long at = from + 1; at < to && budget.spend(1); at++) {
      long end = at;
      Glance.Kind kind = Glance.Kind.KEY;
      while (end < key.end()
          && kind != Glance.Kind.NONE
          && !budget.isSpent()
          && bytes.nuls(end, NULS) < NULS) {
        kind = glance.at(end);
        end = kind == Glance.Kind.NONE ? end : glance.end();
        budget.spend(glance.takeWork());
      }
      if (end == key.end() && kind == Glance.Kind.KEY) {
        return true;
      }
    }
    return budget.isSpent();
  }

  /** The elements in front of the damage: where the others are nobody can tell. */
  private PieceList front(long first, long bound) throws IOException {
    ElementEvidence evidence = new ElementEvidence(bytes);
    long at = first;
    long nuls = -1;
    for (long i = 0; i < announced; i++) {
      if (at == bound || i > 0 && isRecord(at)) {
        // The lengths lead to a record, but there are too few elements: some are missing, and one
        // may be made of two halves.
        return new PieceList();
      }
      long behind = element(at, true);
      nuls = nulsIn(at, behind < 0 ? at : behind);
      boolean isOver = behind > bound;
      if (nuls >= 0 || behind < 0 || isOver || !isUsual(evidence, at)) {
        if (nuls < 0 && isOver) {
          // It looks like all others, and goes on over a record: nobody can say where the damage
          // is.
          return new PieceList();
        }
        break;
      }
      evidence.end(behind);
      at = behind;
    }
    long count = nuls >= 0 ? Math.max(evidence.before(nuls), evidence.sure()) : evidence.sure();
    if (count > 0) {
      pieces.length(count);
      pieces.copy(first, evidence.endOf(count));
    }
    return count > 0 ? pieces : new PieceList();
  }

  /** Whether two records stand at an offset, one behind the other. */
  private boolean isRecord(long at) throws IOException {
    int code = bytes.at(at);
    boolean isPossible = (code <= 25 || code >= 0xF4) && bytes.nuls(at, 3) < 3;
    if (!isPossible) {
      return false;
    }
    glance.takeWork();
    Glance.Kind kind = glance.deepAt(at);
    boolean isOne =
        kind == Glance.Kind.END
            || kind != Glance.Kind.NONE && glance.deepAt(glance.end()) != Glance.Kind.NONE;
    // What can't be looked at any more may be one.
    return !budget.spend(glance.takeWork()) || isOne;
  }

  /** Where a run of NULs begins in which a string of an element would begin; -1 without one. */
  private long nulsIn(long from, long behind) throws IOException {
    long at = from;
    if (bytes.nuls(at, LONG_NULS) < LONG_NULS) {
      long second = isPair() && behind > from ? parts.behindString(firstString(from)) : -1;
      if (second < 0 || bytes.nuls(second, LONG_NULS) < LONG_NULS) {
        return -1;
      }
      at = second;
    }
    while (at > key.valueAt() && bytes.at(at - 1) == 0) {
      at--;
    }
    return at;
  }

  private boolean isUsual(ElementEvidence evidence, long at) throws IOException {
    long first = firstString(at);
    long behind = parts.behindString(first);
    boolean isUsual = evidence.add(0, first, behind);
    return isUsual && (!isPair() || evidence.add(1, behind, parts.behindString(behind)));
  }

  private boolean isPair() {
    return key.code() == 4 || key.code() == 22 || key.code() == 24;
  }

  /** In hashes of Redis with deadlines each field has its own in front. */
  private long firstString(long at) throws IOException {
    return values.hasDeadlineInFront(key.code()) ? parts.length(at) : at;
  }

  private long element(long at, boolean isDeep) throws IOException {
    parts.verify(isDeep);
    long behind = values.element(key.code(), at);
    parts.verify(false);
    return behind;
  }
}
