package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Finds where records go on behind damage. Which offsets are believed, and why, is ADR 9's.
 *
 * <p>The work is in proportion to the source: every look is charged for, and when a multiple of the
 * size is used up nothing more is found.
 */
final class GapSearch {
  /** A run of so many records needs no other evidence. */
  private static final int LONG_RUN = 4;

  /** How many records of a run are looked at. */
  private static final int LOOK = 12;

  /** So many NULs where a record should begin are no records. */
  static final int NUL_RUN = 3;

  /** How far into a record that was passed is looked for others. */
  private static final int LONGEST_SHIFT = 1 << 24;

  private static final int MOST_STRANGE = 4;
  private static final int LONG_VALUE = 32;
  private static final int SEVERAL = 4;

  private static final int PATIENCE = 1 << 14;

  /** Looks for each byte of the source, and for small ones. */
  private static final long CHARGE = 4;

  private static final long LEAST_CREDIT = 1 << 24;

  /** What it costs to look at the form of a name. */
  private static final int NAME = 32;

  private final ByteWindow bytes;
  private final Glance first;
  private final Glance run;
  private final Shapes shapes;
  private final Ends ends;
  private final BooleanSupplier cancelled;
  private final Habits habits;
  private final StringCheck check;
  private final StringRun strings;

  /** Whether fields of hashes may look like records of strings. */
  private final boolean hasFields;

  private long credit;
  private int patience = PATIENCE;

  /** What a look at a run gave. */
  private int records;

  private boolean reachesEnd;

  /** Whether a record of the run begins in front of a place and ends behind it. */
  private boolean crosses;

  GapSearch(
      ByteWindow bytes,
      Dialect dialect,
      int version,
      Shapes shapes,
      Habits habits,
      Ends ends,
      BooleanSupplier cancelled) {
    this.bytes = bytes;
    this.first = new Glance(bytes, dialect, version);
    this.run = new Glance(bytes, dialect, version);
    this.check = new StringCheck(bytes);
    this.strings = new StringRun(bytes, dialect);
    this.shapes = shapes;
    this.habits = habits;
    this.ends = ends;
    this.cancelled = cancelled;
    this.hasFields = dialect == Dialect.REDIS && version >= FieldRun.FIRST_WITH_FIELDS;
    this.credit = CHARGE * bytes.limit() + LEAST_CREDIT;
  }

  /** Says what ends an image. */
  interface Ends {
    /** Whether the record of an end at an offset can be that of the image. */
    boolean isEnd(long offset, long end) throws IOException;
  }

  /**
   * Where records go on.
   *
   * @param offset of the first of them
   * @param isStrong whether there is evidence that the first of them is one
   */
  record Found(long offset, boolean isStrong) {}

  /**
   * Records in a damaged one that lead to its end.
   *
   * @param offset of the first of them
   * @param isAlone whether it is the only one
   */
  record Inner(long offset, boolean isAlone) {}

  /** Whether a plausible record stands at an offset. */
  boolean isFollowed(long offset) throws IOException {
    Glance.Kind kind = run.at(offset);
    return kind != Glance.Kind.NONE && (kind != Glance.Kind.KEY || habits.isPlausible(run));
  }

  /**
   * Whether a key may begin at an offset: what can be read there is one, or belongs to one. Servers
   * write nothing between the deadline of a key and the key.
   */
  boolean isKey(long offset) throws IOException {
    Glance.Kind kind = run.at(offset);
    charge(run);
    return kind == Glance.Kind.KEY || kind == Glance.Kind.ATTRIBUTE || kind == Glance.Kind.NONE;
  }

  /** Whether records go on at an offset, or the image ends there, with evidence. */
  boolean goesOn(long offset) throws IOException {
    Found found = candidate(offset, false, 0);
    return found != null && found.isStrong();
  }

  /**
   * Whether a record stands at an offset, among what may be others: with evidence, or with a value
   * that is too long to be one by chance.
   */
  boolean isRecord(long offset) throws IOException {
    Found found = candidate(offset, false, 0);
    if (found == null || found.isStrong()) {
      return found != null;
    }
    return first.kind() == Glance.Kind.KEY
        && first.code() != 0
        && first.end() - first.valueAt() >= LONG_VALUE
        && shapes.isPrintable(first)
        && !shapes.isOfFields(first)
        && isLikely();
  }

  /** The first place from an offset on that is believed; null if there is none. */
  @Nullable Found from(long offset) throws IOException {
    long at = offset;
    while (at < bytes.limit() && credit > 0) {
      at = behindNuls(at);
      Found found = candidate(at, false, 0);
      if (found != null) {
        return found.isStrong() ? found : stronger(found);
      }
      at++;
    }
    return null;
  }

  /**
   * The place in a record that was passed from which records go on that run over its end; null if
   * there is none. That is what bytes that were taken out of it look like.
   *
   * @param from behind the first byte of the record
   * @param end its end, where no record begins
   */
  @Nullable Found inside(long from, long end) throws IOException {
    for (long at = Math.max(from, end - LONGEST_SHIFT); at < end && credit > 0; at++) {
      Found found = candidate(at, true, end);
      if (found != null && found.isStrong()) {
        return found;
      }
    }
    return null;
  }

  /**
   * The first place in a damaged record from which a key, or more records than one, lead to where
   * its lengths say that it ends; null if there is none.
   */
  @Nullable Inner before(long from, long end) throws IOException {
    for (long at = from; at < end && credit > 0; at++) {
      Found found = candidate(at, false, 0);
      boolean isKey = first.kind() == Glance.Kind.KEY;
      int passed = found != null && found.isStrong() ? recordsUpTo(at, end) : 0;
      if (passed > 1 || passed == 1 && isKey) {
        return new Inner(at, passed == 1);
      }
    }
    return null;
  }

  /** How many records lead from an offset to another; 0 if they don't. */
  private int recordsUpTo(long offset, long end) throws IOException {
    long at = offset;
    int passed = 0;
    while (at < end && run.at(at) != Glance.Kind.NONE) {
      charge(run);
      at = run.end();
      passed++;
    }
    return at == end ? passed : 0;
  }

  /** Of two that exclude each other, the one with evidence is taken. */
  private Found stronger(Found weak) throws IOException {
    first.at(weak.offset());
    long end = first.end();
    // The fields of a hash with deadlines look like strings: they don't speak against it.
    boolean isHash = first.code() == 24 || first.code() == 22;
    for (long at = weak.offset() + 1; at < end && credit > 0; at++) {
      Found other = candidate(at, false, 0);
      if (other != null && other.isStrong() && !(isHash && bytes.at(at) == 0)) {
        return other;
      }
    }
    return weak;
  }

  private @Nullable Found candidate(long at, boolean over, long end) throws IOException {
    charge();
    int code = bytes.at(at);
    if (!habits.isStart(code) || isInNuls(at, code)) {
      return null;
    }
    Glance.Kind kind = first.at(at);
    charge(first);
    if (kind == Glance.Kind.NONE || first.isOdd() && !habits.isOddUsual()) {
      return null;
    }
    if (kind == Glance.Kind.END) {
      return !over && ends.isEnd(at, first.end()) ? new Found(at, true) : null;
    }
    boolean isKey = kind == Glance.Kind.KEY;
    credit -= isKey ? NAME : 0;
    boolean named = isKey && shapes.isPrintable(first);
    boolean strong = isStrong(kind);
    if (isKey && (isNameless() || !named && !strong || isMistaken())
        || kind == Glance.Kind.DATABASE
            && !(habits.isDatabase(first) && habits.mayHaveDatabase(first.number()))) {
      return null;
    }
    if (first.deepAt(at) == Glance.Kind.NONE) {
      charge(first);
      return null;
    }
    charge(first);
    long shape = isKey ? formOf(first) : 0;
    boolean alike = look(first.end(), LOOK, shape, end);
    if (over && first.end() <= end && !crosses) {
      return null;
    }
    boolean enough = reachesEnd || records >= LONG_RUN || (strong || alike) && records > 0;
    if (!enough) {
      return null;
    }
    boolean packed = named && (Habits.isPacked(first) || isOfElements());
    return new Found(at, (strong || alike || packed) && !(isKey && (isTail() || isInNumber())));
  }

  /** Whether it is a collection of several elements, all of which are whole. */
  private boolean isOfElements() throws IOException {
    boolean isSeveral =
        switch (first.code()) {
          case 2, 4, 5, 22 -> isSeveral(bytes.at(first.valueAt()));
          case 24 -> isSeveral(bytes.at(first.valueAt() + Long.BYTES));
          default -> false;
        };
    if (!isSeveral || hasFields && shapes.isOfFields(first)) {
      return false;
    }
    return isLikely();
  }

  /** Whether the strings of a value that is made of such may be strings. */
  private boolean isLikely() throws IOException {
    boolean isLikely =
        switch (first.code()) {
          case 2, 4, 5, 22, 24 -> strings.isLikely(first.code(), first.valueAt());
          default -> true;
        };
    credit -= strings.takeWork();
    return isLikely;
  }

  /** Whether a length that begins with a byte is that of several elements. */
  private static boolean isSeveral(int length) {
    return length >= SEVERAL && length < 0x80;
  }

  /** Whether a string ends as packed values do, the rest of which may look like a key. */
  private boolean isTail() throws IOException {
    return first.code() == 0
        && bytes.at(first.valueAt()) < 0xC0
        && bytes.at(first.end() - 1) == 0xFF;
  }

  /**
   * Whether the type of a string is the last byte of a small number, which a field of a hash may
   * have for its value: the next field and its value read as a name and a value then.
   */
  private boolean isInNumber() throws IOException {
    long at = first.offset();
    return first.code() == 0
        && (bytes.at(at - 1) == 0xC0 || bytes.at(at - 2) == 0xC1 || bytes.at(at - 4) == 0xC2);
  }

  /** The form of a name; of a string with the stem of it. */
  private long formOf(Glance key) throws IOException {
    return key.code() == 0 ? shapes.of(key) ^ shapes.stem(key) : shapes.of(key);
  }

  /** Whether the bytes alone tell that this is a record. */
  private boolean isStrong(Glance.Kind kind) throws IOException {
    return switch (kind) {
      case KEY ->
          first.code() == 0
              ? shapes.isOfKeys(first) || shapes.hasMet(first) && shapes.hasMetStem(first)
              : shapes.hasMet(first);
      case ATTRIBUTE -> Habits.isPlausibleDeadline(first);
      case DATABASE -> bytes.at(first.end()) == 0xFB;
      case OTHER -> first.code() == 0xF5 || first.code() == 0xF4 || shapes.isPrintable(first);
      default -> false;
    };
  }

  /** Names of no bytes are what NULs look like. */
  private boolean isNameless() throws IOException {
    return bytes.at(first.nameAt()) == 0;
  }

  /** Whether it is a packed value whose type was lost: a string that holds a container. */
  private boolean isMistaken() throws IOException {
    if (first.code() != 0 || first.end() - first.valueAt() <= 8) {
      return false;
    }
    boolean mayBe = check.mayBePacked(first.valueAt());
    credit -= check.takeWork();
    if (!mayBe) {
      return false;
    }
    for (StringCheck.Role role : StringCheck.Role.values()) {
      if (role != StringCheck.Role.PLAIN
          && role != StringCheck.Role.ZIPMAP
          && check.isSound(first.valueAt(), role)) {
        return true;
      }
    }
    // All of it may have been looked at, and all of it again from the next offset.
    credit -= check.takeWork() + first.end() - first.valueAt();
    return false;
  }

  /** Whether a NUL stands in front and behind: the type of a string is the last of a run. */
  private boolean isInNuls(long at, int code) throws IOException {
    return code == 0 && bytes.at(at + 1) == 0;
  }

  private long behindNuls(long at) throws IOException {
    return bytes.nuls(at, NUL_RUN) == NUL_RUN ? bytes.behindNuls(at) - 1 : at;
  }

  /** Looks at a run; whether a key in it has a name of this form. */
  private boolean look(long offset, int most, long shape, long over) throws IOException {
    records = 0;
    reachesEnd = false;
    crosses = false;
    int strange = 0;
    boolean alike = false;
    long at = offset;
    int fields = 0;
    boolean isAmongFields = hasFields && first.kind() == Glance.Kind.KEY && first.code() != 0;
    while ((records + fields < most || at < over)
        && credit > 0
        && bytes.nuls(at, NUL_RUN) < NUL_RUN) {
      Glance.Kind kind = run.deepAt(at);
      charge();
      charge(run);
      credit -= kind == Glance.Kind.KEY ? NAME : 0;
      if (kind == Glance.Kind.NONE) {
        break;
      }
      if (kind == Glance.Kind.END) {
        reachesEnd = ends.isEnd(at, run.end());
        break;
      }
      alike |= kind == Glance.Kind.KEY && shape != 0 && formOf(run) == shape;
      crosses |= at < over && run.end() > over;
      if (kind == Glance.Kind.KEY && isAmongFields && run.code() == 0 && !shapes.isOfKeys(run)) {
        // A field may look like that, and does not say that what is in front of it is a record.
        fields++;
      } else if (kind != Glance.Kind.KEY || habits.isPlausible(run)) {
        records++;
      } else if (++strange > MOST_STRANGE) {
        break;
      }
      at = run.end();
    }
    return alike;
  }

  /** Takes into account what others have looked at in vain. */
  void pay(long work) {
    credit -= work;
  }

  private void charge(Glance glance) {
    credit -= glance.takeWork();
  }

  private void charge() {
    credit--;
    if (--patience == 0) {
      patience = PATIENCE;
      if (cancelled.getAsBoolean()) {
        throw new CancellationException();
      }
    }
  }
}
