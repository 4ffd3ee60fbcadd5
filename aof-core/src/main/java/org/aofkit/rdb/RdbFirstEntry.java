package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;

/**
 * Looks for a stream's first entry that is not deleted in a damaged node, as far and as closely as
 * Redis does: it goes from entry to entry of the listpack and wants numbers where it needs them. It
 * does not look at the counts in front, at the 0 behind the names, nor at how many entries of the
 * listpack an entry says it takes; a listpack may end where an entry may begin (measured with Redis
 * 7.0.15 and 8.0.6).
 */
final class RdbFirstEntry implements PackedSink {
  /** What was found. */
  enum Found {
    /** The entry. */
    ENTRY,
    /** The end of the node. */
    NOTHING,
    /** Something on which a server aborts. */
    OBSTACLE
  }

  private enum State {
    LIVE,
    DELETED,
    NAMES,
    NAME,
    ZERO,
    FLAGS,
    MILLISECONDS,
    SEQUENCE,
    FIELDS,
    SKIPPED,
    TAKEN,
    NEXT,
    DONE
  }

  private static final int IS_DELETED = 1;
  private static final int HAS_NAMES = 2;

  private State state = State.LIVE;
  private long names;
  private long flags;
  private long left;

  /** Looks through a node. */
  Found find(PackedInput node, Listpack listpack) throws IOException {
    state = State.LIVE;
    boolean isEnd = true;
    try {
      listpack.walk(node, this);
    } catch (PackedDamage damage) {
      isEnd = damage.isEarlyEnd();
    }
    if (state == State.DONE || (isEnd && state == State.NEXT)) {
      return Found.ENTRY;
    }
    return isEnd && state == State.FLAGS ? Found.NOTHING : Found.OBSTACLE;
  }

  @Override
  public void integer(long value) throws PackedDamage {
    next(true, value);
  }

  @Override
  public void bytes(byte[] array, int index, int length) throws PackedDamage {
    boolean isNumber =
        length > 0 && length <= RdbDigits.LONGEST && RdbDigits.isCanonical(array, index, length);
    next(isNumber, isNumber ? RdbDigits.parse(array, index, length) : 0);
  }

  @Override
  public void large(long offsetInString, long length) throws PackedDamage {
    next(false, 0);
  }

  private void next(boolean isNumber, long value) throws PackedDamage {
    boolean isWanted =
        switch (state) {
          case NAMES, FLAGS, MILLISECONDS, SEQUENCE, FIELDS -> true;
          default -> false;
        };
    if (isWanted && !isNumber) {
      throw obstacle();
    }
    switch (state) {
      case LIVE -> state = State.DELETED;
      case DELETED -> state = State.NAMES;
      case NAMES -> {
        names = value;
        left = value;
        state = left == 0 ? State.ZERO : State.NAME;
      }
      case NAME -> {
        left--;
        state = left == 0 ? State.ZERO : State.NAME;
      }
      case ZERO, TAKEN -> state = State.FLAGS;
      case FLAGS -> {
        flags = value;
        state = State.MILLISECONDS;
      }
      case MILLISECONDS -> state = State.SEQUENCE;
      case SEQUENCE -> {
        if ((flags & HAS_NAMES) != 0) {
          entry(names);
        } else {
          state = State.FIELDS;
        }
      }
      case FIELDS -> {
        if (value < 0) {
          throw obstacle();
        }
        entry(2 * value);
      }
      case SKIPPED -> {
        left--;
        state = left == 0 ? State.TAKEN : State.SKIPPED;
      }
      default -> state = State.DONE;
    }
  }

  /** An entry of the stream with so many entries of the listpack behind its numbers. */
  private void entry(long parts) {
    left = parts;
    if ((flags & IS_DELETED) == 0) {
      state = State.NEXT;
    } else {
      state = parts <= 0 ? State.TAKEN : State.SKIPPED;
    }
  }

  private static PackedDamage obstacle() {
    return new PackedDamage(PackedDamage.Part.INSIDE, 0, "expected a number of a stream");
  }
}
