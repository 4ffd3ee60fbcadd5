package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedSink;

/**
 * Takes the entries of a node's listpack for what they are in a stream:
 *
 * <pre>
 *   live entries, deleted entries, n names of fields, the names, 0
 *   per entry of the stream:
 *     flags (1: deleted, 2: fields are the names above), milliseconds, sequence: both relative
 *     [unless 2: number of fields], fields and values, or only values
 *     how many entries of the listpack this took, without this one
 * </pre>
 *
 * Where a number is wanted, its text does as well. Redis and Valkey 9 look at all of this if they
 * look inside at all; Valkey 9 also counts the entries that are not deleted (measured with Redis
 * 7.0.15, 8.0.6 and Valkey 9.1.2).
 */
final class RdbStreamNode implements PackedSink {
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
    FIELD,
    VALUE,
    TAKEN
  }

  private static final int IS_DELETED = 1;
  private static final int HAS_NAMES = 2;

  private final RdbContext context;
  private final RdbPlace place;

  private State state = State.LIVE;
  private long masterMilliseconds;
  private long masterSequence;
  private long live;
  private long deleted;
  private long names;
  private long left;
  private int flags;
  private long fields;
  private long taken;

  private boolean isBegun;
  private long liveFound;
  private long deletedFound;
  private long milliseconds;
  private long sequence;
  private boolean hasLast;
  private long lastMilliseconds;
  private long lastSequence;
  private boolean hasFirst;
  private long firstMilliseconds;
  private long firstSequence;
  private long unorderedAt;
  private long flagsAt;

  RdbStreamNode(RdbContext context, RdbPlace place) {
    this.context = context;
    this.place = place;
  }

  /** Begins with a stream. */
  void beginStream() {
    hasLast = false;
    hasFirst = false;
  }

  /** Begins with a node whose ids are relative to this one. */
  void begin(long idMilliseconds, long idSequence) {
    masterMilliseconds = idMilliseconds;
    masterSequence = idSequence;
    state = State.LIVE;
    liveFound = 0;
    deletedFound = 0;
    unorderedAt = -1;
    flagsAt = -1;
    isBegun = false;
  }

  /** Whether the first entry of the listpack was whole. */
  boolean isBegun() {
    return isBegun;
  }

  /** Verifies that the node is complete. */
  void finish() throws PackedDamage {
    if (state != State.FLAGS) {
      throw wrong("expected more of a stream's entry, found the end");
    }
    if (liveFound + deletedFound != live + deleted) {
      throw wrong(
          "expected "
              + (live + deleted)
              + " entries of a stream, found "
              + (liveFound + deletedFound));
    }
  }

  /** Whether as many entries as the node says are there, and are deleted. */
  boolean isCountRight() {
    return live == liveFound && deleted == deletedFound;
  }

  /** How many entries of the node are not deleted. */
  long liveFound() {
    return liveFound;
  }

  /** Where in the source an entry is whose id is not above the one before; -1 if there is none. */
  long unorderedAt() {
    return unorderedAt;
  }

  /** Where in the source flags are that do not exist; -1 if there are none. */
  long flagsAt() {
    return flagsAt;
  }

  /** Whether the stream had an entry so far, be it deleted. */
  boolean hasLast() {
    return hasLast;
  }

  /** Whether the last entry's id is above this one. */
  boolean isLastAbove(long idMilliseconds, long idSequence) {
    return hasLast && isAbove(lastMilliseconds, lastSequence, idMilliseconds, idSequence);
  }

  /** Whether this is the id of the first entry that is not deleted; 0-0 if there is none. */
  boolean isFirst(long idMilliseconds, long idSequence) {
    return hasFirst
        ? firstMilliseconds == idMilliseconds && firstSequence == idSequence
        : idMilliseconds == 0 && idSequence == 0;
  }

  /** Whether one id is above the other. */
  static boolean isAbove(long milliseconds, long sequence, long others, long otherSequence) {
    int order = Long.compareUnsigned(milliseconds, others);
    return order > 0 || (order == 0 && Long.compareUnsigned(sequence, otherSequence) > 0);
  }

  @Override
  public void integer(long value) throws IOException, PackedDamage {
    isBegun = true;
    if (isText()) {
      if (context.isTold) {
        place.showNumber(context.view, value);
        tell();
      }
      passText();
    } else {
      number(value);
    }
  }

  @Override
  public void bytes(byte[] array, int index, int length) throws IOException, PackedDamage {
    isBegun = true;
    if (isText()) {
      if (context.isTold) {
        place.show(context.view, array, index, length);
        tell();
      }
      passText();
    } else if (length > 0
        && length <= RdbDigits.LONGEST
        && RdbDigits.isCanonical(array, index, length)) {
      number(RdbDigits.parse(array, index, length));
    } else {
      throw wrong("expected a number of a stream, found " + length + " bytes");
    }
  }

  @Override
  public void large(long offsetInString, long length) throws IOException, PackedDamage {
    isBegun = true;
    if (!isText()) {
      throw wrong("expected a number of a stream, found " + length + " bytes");
    }
    if (context.isTold) {
      place.show(context.view, offsetInString, length);
      tell();
    }
    passText();
  }

  private boolean isText() {
    return state == State.FIELD || state == State.VALUE || state == State.NAME;
  }

  private void tell() throws IOException {
    RdbHandler handler = context.handler();
    switch (state) {
      case NAME -> handler.masterField(context.view);
      case FIELD -> handler.streamField(context.view);
      default -> handler.streamValue(context.view);
    }
  }

  private void passText() {
    taken++;
    switch (state) {
      case NAME -> {
        left--;
        state = left == 0 ? State.ZERO : State.NAME;
      }
      case FIELD -> state = State.VALUE;
      default -> {
        left--;
        state = left == 0 ? State.TAKEN : (flags & HAS_NAMES) != 0 ? State.VALUE : State.FIELD;
      }
    }
  }

  private void number(long value) throws IOException, PackedDamage {
    switch (state) {
      case LIVE -> {
        live = value;
        state = State.DELETED;
      }
      case DELETED -> {
        deleted = value;
        state = State.NAMES;
      }
      case NAMES -> {
        names = count(value);
        left = names;
        state = names == 0 ? State.ZERO : State.NAME;
      }
      case ZERO -> {
        if (value != 0) {
          throw wrong("expected 0 behind the names of fields, found " + value);
        }
        state = State.FLAGS;
      }
      case FLAGS -> {
        flags = (int) value & (IS_DELETED | HAS_NAMES);
        if (flags != value && flagsAt < 0) {
          flagsAt = here();
        }
        taken = 1;
        state = State.MILLISECONDS;
      }
      case MILLISECONDS -> {
        milliseconds = masterMilliseconds + value;
        taken++;
        state = State.SEQUENCE;
      }
      case SEQUENCE -> {
        sequence = masterSequence + value;
        taken++;
        boolean hasNames = (flags & HAS_NAMES) != 0;
        state = State.FIELDS;
        if (hasNames) {
          begin(names);
        }
      }
      case FIELDS -> {
        taken++;
        begin(count(value));
      }
      default -> {
        if (value != taken) {
          throw wrong("expected " + taken + " entries in an entry of a stream, found " + value);
        }
        state = State.FLAGS;
      }
    }
  }

  /** An entry with so many fields begins. */
  private void begin(long count) throws IOException {
    fields = count;
    left = count;
    boolean isDeleted = (flags & IS_DELETED) != 0;
    boolean hasNames = (flags & HAS_NAMES) != 0;
    state = count == 0 ? State.TAKEN : hasNames ? State.VALUE : State.FIELD;
    boolean isBefore = !isAbove(milliseconds, sequence, lastMilliseconds, lastSequence);
    boolean isBeforeNode = isAbove(masterMilliseconds, masterSequence, milliseconds, sequence);
    if (unorderedAt < 0 && (isBeforeNode || (hasLast && isBefore))) {
      unorderedAt = here();
    }
    if (!hasLast || !isBefore) {
      lastMilliseconds = milliseconds;
      lastSequence = sequence;
    }
    hasLast = true;
    if (isDeleted) {
      deletedFound++;
    } else {
      liveFound++;
      if (!hasFirst) {
        hasFirst = true;
        firstMilliseconds = milliseconds;
        firstSequence = sequence;
      }
    }
    if (context.isTold) {
      context.handler().streamEntry(milliseconds, sequence, isDeleted, hasNames, fields);
    }
  }

  private long count(long value) throws PackedDamage {
    if (value < 0) {
      throw wrong("expected a number of fields, found " + value);
    }
    return value;
  }

  private long here() {
    return place.inSource(place.input().position());
  }

  private PackedDamage wrong(String text) {
    return new PackedDamage(PackedDamage.Part.INSIDE, place.input().position(), text);
  }
}
