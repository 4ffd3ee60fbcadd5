package org.aofkit.rdb;

import org.aofkit.rdb.packed.PlainListpack;

/**
 * Verifies what {@link RdbStreamNode} does of the nodes of a stream, one after the other, if all
 * that has to be a number is stored as one and ids ascend.
 */
final class RdbPlainNode {
  private static final int IS_DELETED = 1;
  private static final int HAS_NAMES = 2;

  /** Numbers of live entries, deleted ones, and names. */
  private static final int HEADER = 3;

  /** Flags, two parts of an id, and the number of fields, or what closes the entry. */
  private static final int ENTRY = 4;

  private final PlainListpack entries;
  private long live;
  private boolean hasNode;
  private long nodeMilliseconds;
  private long nodeSequence;
  private boolean hasLast;
  private long lastMilliseconds;
  private long lastSequence;
  private boolean hasFirst;
  private long firstMilliseconds;
  private long firstSequence;

  /**
   * @param entries those of the node to verify next
   */
  RdbPlainNode(PlainListpack entries) {
    this.entries = entries;
  }

  /** Begins with a stream. */
  void beginStream() {
    live = 0;
    hasNode = false;
    hasLast = false;
    hasFirst = false;
  }

  /** How many entries of the stream so far are not deleted. */
  long live() {
    return live;
  }

  /** Whether the id of the last entry is above this one. */
  boolean isLastAbove(long milliseconds, long sequence) {
    return hasLast && RdbStreamNode.isAbove(lastMilliseconds, lastSequence, milliseconds, sequence);
  }

  /** Whether this is the id of the first entry that is not deleted; 0-0 if there is none. */
  boolean isFirst(long milliseconds, long sequence) {
    return hasFirst
        ? firstMilliseconds == milliseconds && firstSequence == sequence
        : milliseconds == 0 && sequence == 0;
  }

  /** Verifies the next node, whose ids are relative to this one. */
  boolean isPlain(long masterMilliseconds, long masterSequence) {
    boolean isBelow =
        hasNode
            && !RdbStreamNode.isAbove(
                masterMilliseconds, masterSequence, nodeMilliseconds, nodeSequence);
    hasNode = true;
    nodeMilliseconds = masterMilliseconds;
    nodeSequence = masterSequence;
    return !isBelow && isNode(masterMilliseconds, masterSequence);
  }

  private boolean isNode(long masterMilliseconds, long masterSequence) {
    PlainListpack all = entries;
    int count = all.count();
    int names = count > HEADER ? small(2) : -1;
    if (names < 0 || HEADER + names >= count || small(HEADER + names) != 0) {
      return false;
    }
    int at = HEADER + 1 + names;
    long liveLeft = small(0);
    long deletedLeft = small(1);
    while (at < count) {
      int taken = entry(at, names, masterMilliseconds, masterSequence);
      if (taken < 0) {
        return false;
      }
      if ((all.number(at) & IS_DELETED) != 0) {
        deletedLeft--;
      } else {
        liveLeft--;
      }
      at += taken;
    }
    return liveLeft == 0 && deletedLeft == 0;
  }

  /**
   * Verifies an entry of the stream.
   *
   * @return how many entries of the listpack it has; negative if it is not plain
   */
  private int entry(int at, int names, long masterMilliseconds, long masterSequence) {
    PlainListpack all = entries;
    int count = all.count();
    int flags = count - at >= ENTRY ? small(at) : -1;
    if (flags < 0
        || flags > (IS_DELETED | HAS_NAMES)
        || all.length(at + 1) != PlainListpack.NUMBER
        || all.length(at + 2) != PlainListpack.NUMBER) {
      return -1;
    }
    int fields = (flags & HAS_NAMES) != 0 ? 0 : small(at + 3);
    if (fields < 0) {
      return -1;
    }
    long milliseconds = masterMilliseconds + all.number(at + 1);
    long sequence = masterSequence + all.number(at + 2);
    if (RdbStreamNode.isAbove(masterMilliseconds, masterSequence, milliseconds, sequence)
        || (hasLast
            && !RdbStreamNode.isAbove(milliseconds, sequence, lastMilliseconds, lastSequence))) {
      return -1;
    }
    hasLast = true;
    lastMilliseconds = milliseconds;
    lastSequence = sequence;
    int taken = (flags & HAS_NAMES) != 0 ? ENTRY - 1 + names : ENTRY + 2 * fields;
    if (count - at <= taken || small(at + taken) != taken) {
      return -1;
    }
    if ((flags & IS_DELETED) == 0) {
      live++;
      if (!hasFirst) {
        hasFirst = true;
        firstMilliseconds = milliseconds;
        firstSequence = sequence;
      }
    }
    return taken + 1;
  }

  /** A number of up to 16 bits; negative if it is none. */
  private int small(int at) {
    long value = entries.length(at) == PlainListpack.NUMBER ? entries.number(at) : -1;
    return value >>> 16 == 0 ? (int) value : -1;
  }
}
