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

  /** A shorter value that should hold containers holds none, or says nothing. */
  private static final int SHORTEST_CONTAINER = 10;

  /** Oddities are usual if one key of so many has some. */
  private static final int ODD_SHARE = 4;

  private static final int FIRST_WITH_SIZES = 7;
  private static final int MOST_DATABASES = 256;
  private static final int PATIENCE = 1 << 14;
  private static final long CHARGE = 64;

  private final ByteWindow bytes;
  private final Glance first;
  private final Glance run;
  private final Shapes shapes;
  private final Ends ends;
  private final BooleanSupplier cancelled;
  private final Dialect dialect;
  private final int version;
  private final StringCheck check;
  private long credit;
  private int patience = PATIENCE;

  /** How many keys were met that no server writes as they are, and how many at all. */
  private long oddMet;

  private long keysMet;

  /** The types that were met, one bit each. */
  private int typesMet;

  /** The lengths of names that were met, below 64, one bit each. */
  private long namesMet;

  /** The opcodes that were met, by their low half. */
  private final boolean[] opcodesMet = new boolean[16];

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
      Ends ends,
      BooleanSupplier cancelled) {
    this.bytes = bytes;
    this.dialect = dialect;
    this.version = version;
    this.first = new Glance(bytes, dialect, version);
    this.run = new Glance(bytes, dialect, version);
    this.check = new StringCheck(bytes);
    this.shapes = shapes;
    this.ends = ends;
    this.cancelled = cancelled;
    this.credit = CHARGE * bytes.limit() + (1 << 20);
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

  /** Whether keys of this type were met. */
  boolean hasMet(int code) {
    return code >= 0 && code <= 25 && (typesMet >>> code & 1) != 0;
  }

  /** Takes what another search has met into account. */
  void know(GapSearch other) {
    typesMet |= other.typesMet;
    keysMet += other.keysMet;
    oddMet += other.oddMet;
    namesMet |= other.namesMet;
    for (int i = 0; i < opcodesMet.length; i++) {
      opcodesMet[i] |= other.opcodesMet[i];
    }
  }

  /** Takes a record that is no key into account. */
  void metOpcode(int code) {
    opcodesMet[code & 0xF] = true;
  }

  /** Whether a type and a length of a name that were met stand at an offset. */
  boolean hasMetHead(long offset) throws IOException {
    int length = bytes.at(offset + 1);
    boolean isShort = length >= 0 && length < Long.SIZE;
    return hasMet(bytes.at(offset)) && isShort && (namesMet >>> length & 1) != 0;
  }

  /** Takes a key that was passed into account. */
  void met(Glance key) throws IOException {
    int length = bytes.at(key.nameAt());
    if (length < Long.SIZE) {
      namesMet |= 1L << length;
    }
    typesMet |= 1 << key.code();
    keysMet++;
    oddMet += key.isOdd() ? 1 : 0;
  }

  /** Whether a key looks like one of this image, or at least like a name that people give. */
  boolean isPlausible(Glance key) throws IOException {
    boolean named = shapes.hasMet(key) || shapes.isPrintable(key);
    return named && (!key.isOdd() || isOddUsual());
  }

  /** Whether keys of this image are often written as no server writes them. */
  private boolean isOddUsual() {
    return oddMet * ODD_SHARE >= keysMet;
  }

  /** Whether a plausible record stands at an offset. */
  boolean isFollowed(long offset) throws IOException {
    Glance.Kind kind = run.at(offset);
    return kind != Glance.Kind.NONE && (kind != Glance.Kind.KEY || isPlausible(run));
  }

  /** Whether records go on at an offset, or the image ends there, with evidence. */
  boolean goesOn(long offset) throws IOException {
    Found found = candidate(offset, false, 0);
    return found != null && found.isStrong();
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
   * The first place in a damaged record from which records, two of them at least, lead to where its
   * lengths say that it ends; null if there is none.
   */
  @Nullable Found before(long from, long end) throws IOException {
    for (long at = from; at < end && credit > 0; at++) {
      Found found = candidate(at, false, 0);
      if (found != null && found.isStrong() && leadsTo(at, end)) {
        return found;
      }
    }
    return null;
  }

  private boolean leadsTo(long offset, long end) throws IOException {
    long at = offset;
    int passed = 0;
    while (at < end && run.at(at) != Glance.Kind.NONE) {
      charge(run);
      at = run.end();
      passed++;
    }
    return at == end && passed > 1;
  }

  /** Of two that exclude each other, the one with evidence is taken. */
  private Found stronger(Found weak) throws IOException {
    first.at(weak.offset());
    long end = first.end();
    for (long at = weak.offset() + 1; at < end && credit > 0; at++) {
      Found other = candidate(at, false, 0);
      if (other != null && other.isStrong()) {
        return other;
      }
    }
    return weak;
  }

  private @Nullable Found candidate(long at, boolean over, long end) throws IOException {
    charge();
    int code = bytes.at(at);
    if (!isStart(code) || isInNuls(at, code)) {
      return null;
    }
    Glance.Kind kind = first.at(at);
    charge(first);
    if (kind == Glance.Kind.NONE || first.isOdd() && !isOddUsual()) {
      return null;
    }
    if (kind == Glance.Kind.END) {
      return !over && ends.isEnd(at, first.end()) ? new Found(at, true) : null;
    }
    if (kind == Glance.Kind.KEY && (isNameless() || isMistaken())
        || kind == Glance.Kind.DATABASE && !isDatabase(first)) {
      return null;
    }
    if (first.deepAt(at) == Glance.Kind.NONE) {
      return null;
    }
    boolean isKey = kind == Glance.Kind.KEY;
    boolean named = isKey && shapes.isPrintable(first);
    boolean strong = isStrong(kind);
    if (isKey && !named && !strong) {
      return null;
    }
    long shape = isKey ? shapes.of(first) : 0;
    boolean alike = look(first.end(), LOOK, shape, end);
    if (over && first.end() <= end && !crosses) {
      return null;
    }
    boolean enough = reachesEnd || records >= LONG_RUN || (strong || alike) && records > 0;
    if (!enough) {
      return null;
    }
    boolean packed = isSealed(first) && named;
    return new Found(at, strong || alike || packed);
  }

  /**
   * Whether what selects a database is followed by its sizes, as servers write it from version 7
   * on. In older images nothing follows; a number that nobody has is none.
   */
  boolean isDatabase(Glance database) throws IOException {
    return version >= FIRST_WITH_SIZES
        ? bytes.at(database.end()) == 0xFB
        : database.number() >= 0 && database.number() < MOST_DATABASES;
  }

  /** Whether the bytes alone tell that this is a record. */
  private boolean isStrong(Glance.Kind kind) throws IOException {
    return switch (kind) {
      case KEY -> shapes.hasMet(first);
      case ATTRIBUTE -> isPlausibleDeadline(first);
      case DATABASE -> bytes.at(first.end()) == 0xFB;
      case OTHER -> first.code() == 0xF5 || first.code() == 0xF4 || shapes.isPrintable(first);
      default -> false;
    };
  }

  /**
   * Whether an attribute is a deadline in milliseconds of this century or the next. One in seconds
   * has no byte that tells: most numbers of 32 bits are times.
   */
  static boolean isPlausibleDeadline(Glance attribute) {
    long time = attribute.number();
    return attribute.code() == 0xFC && time > 1_000_000_000_000L && time < 1L << 42;
  }

  /** Whether the value of a key ends in bytes that tell damage over them. */
  static boolean isSealed(Glance key) {
    boolean container =
        switch (key.code()) {
          case 9, 10, 12, 13, 14, 16, 17, 18, 20, 25 -> true;
          default -> false;
        };
    return container && key.end() - key.valueAt() >= SHORTEST_CONTAINER;
  }

  /** Names of no bytes are what NULs look like. */
  private boolean isNameless() throws IOException {
    return bytes.at(first.nameAt()) == 0;
  }

  /** Whether it is a packed value whose type was lost: a string that holds a container. */
  private boolean isMistaken() throws IOException {
    if (first.code() != 0) {
      return false;
    }
    for (StringCheck.Role role : StringCheck.Role.values()) {
      if (role != StringCheck.Role.PLAIN
          && role != StringCheck.Role.ZIPMAP
          && first.end() - first.valueAt() > 8
          && check.isSound(first.valueAt(), role)) {
        return true;
      }
    }
    return false;
  }

  private boolean isStart(int code) {
    if (code <= 25) {
      return hasMet(code) || isWritten(code);
    }
    return switch (code) {
      case 0xFF, 0xFE, 0xFC, 0xFA -> true;
      case 0xFD, 0xF9, 0xF8, 0xF5, 0xF4 -> opcodesMet[code & 0xF];
      default -> false;
    };
  }

  /** Whether servers that write this version write this type. */
  private boolean isWritten(int code) {
    if (dialect == Dialect.VALKEY) {
      return is(code, 0, 2, 4, 5, 7, 11, 16, 17, 18, 20, 21, 22);
    }
    if (version < 7) {
      return is(code, 0, 1, 2, 3, 4, 9, 10, 11, 12, 13);
    }
    if (version < 10) {
      return is(code, 0, 2, 3, 4, 5, 7, 11, 12, 13, 14, 15);
    }
    return is(code, 0, 2, 4, 5, 7, 11, 16, 17, 18, 19)
        || version > 10 && is(code, 20, 21)
        || version > 11 && is(code, 24, 25);
  }

  private static boolean is(int code, int... codes) {
    for (int each : codes) {
      if (each == code) {
        return true;
      }
    }
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
    while ((records < most || at < over) && credit > 0 && bytes.nuls(at, NUL_RUN) < NUL_RUN) {
      Glance.Kind kind = run.deepAt(at);
      charge(run);
      if (kind == Glance.Kind.NONE) {
        break;
      }
      if (kind == Glance.Kind.END) {
        reachesEnd = ends.isEnd(at, run.end());
        break;
      }
      alike |= kind == Glance.Kind.KEY && shape != 0 && shapes.of(run) == shape;
      crosses |= at < over && run.end() > over;
      if (kind != Glance.Kind.KEY || isPlausible(run)) {
        records++;
      } else if (++strange > MOST_STRANGE) {
        break;
      }
      at = run.end();
    }
    return alike;
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
