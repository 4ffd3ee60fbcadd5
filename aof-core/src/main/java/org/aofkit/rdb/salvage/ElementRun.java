package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Passes the elements of a damaged collection that stand in front of the damage, and finds those
 * behind it: where some that are whole lead to just the place where records go on, the damage ends
 * in front of them.
 */
final class ElementRun {
  private static final long CHARGE = 16;

  /** So many NULs are damage. */
  private static final int NULS = 8;

  /** So many elements behind damage are none by chance. */
  private static final int SEVERAL = 3;

  private static final int LATEST = 8;
  private static final int MANY = 16;
  private static final int LONGEST_LOOK = 1 << 12;

  private final ByteWindow bytes;
  private final Dialect dialect;
  private final Parts parts;
  private final Values values;
  private final GapSearch search;
  private long credit;

  ElementRun(ByteWindow bytes, Dialect dialect, GapSearch search) {
    this.search = search;
    this.bytes = bytes;
    this.dialect = dialect;
    this.parts = new Parts(bytes);
    this.values = new Values(bytes, dialect, parts);
    this.credit = CHARGE * bytes.limit() + (1 << 20);
  }

  /**
   * The elements in front of damage.
   *
   * @param type of the key
   * @param from where the first one begins
   * @param sureTo up to where they are as they were written
   * @param sure how many these are
   * @param announced how many the collection says it has
   * @param longest how long the longest one is, in bytes
   */
  record Front(int type, long from, long sureTo, long sure, long announced, long longest) {
    /** Whether there are enough to say that it is such a collection. */
    boolean isSure() {
      return sure > 0;
    }

    /**
     * How many bytes the others have at least, if they are half as long as these, or three quarters
     * where they are many. Where what follows on damage belongs to another collection, all of them
     * lie in it.
     */
    long missing() {
      long others = Math.max(0, announced - sure);
      long length = sure == 0 ? 0 : (sureTo - from) / sure;
      return others * (others < MANY || sure < MANY ? length / 2 : length * 3 / 4);
    }

    /** Whether elements have other bytes than strings. */
    boolean hasNumbers() {
      return type == 3 || type == 5 || type == 22;
    }
  }

  /** Whether a value of the type is made of elements. */
  static boolean isOfElements(int type) {
    return switch (type) {
      case 1, 2, 3, 4, 5, 14, 15, 18, 19, 21, 22, 24 -> true;
      default -> false;
    };
  }

  /** Passes elements up to one that can't be, or is unlike those in front of it. */
  Front front(int type, long valueAt) throws IOException {
    long from = parts.length(type == 24 ? valueAt + Long.BYTES : valueAt);
    long announced = from < 0 ? 0 : parts.length();
    Latest latest = new Latest(from, hasEnds(type) ? 1 : Latest.BARE);
    long at = from;
    for (long i = 0; i < announced && credit > 0 && !latest.isOver(); i++) {
      long end = bytes.nuls(at, NULS) == NULS ? -1 : element(type, at);
      if (end < 0) {
        break;
      }
      latest.add(at, end, true);
      at = end;
    }
    return new Front(type, from, latest.sureTo(), latest.sure(), announced, latest.longest());
  }

  /**
   * Elements behind damage.
   *
   * @param from where the first of them begins
   * @param to where a record goes on behind the last one
   */
  record Rest(long from, long to) {}

  /**
   * The first elements behind damage that lead to a record.
   *
   * @param found where a record was found
   * @param isStrong whether it is one for certain, so that elements that end there end there
   * @param foundEnd the end of that record: others may begin in it if it is none
   * @return null if there are none
   */
  @Nullable Rest rest(Front front, long found, boolean isStrong, long foundEnd) throws IOException {
    // Records of strings read as strings, so that these tell nothing behind the first one.
    long most =
        front.hasNumbers() ? Math.max(found, Math.min(foundEnd, found + LONGEST_LOOK)) : found;
    for (long at = front.sureTo; at < most && credit > 0; at++) {
      Rest rest = restFrom(front, at, isStrong ? found : -1);
      if (rest != null) {
        return rest;
      }
    }
    return null;
  }

  private @Nullable Rest restFrom(Front front, long from, long found) throws IOException {
    long least = hasEnds(front.type) ? 1 : SEVERAL;
    long[] ends = new long[LATEST];
    long passed = 0;
    long at = from;
    while (passed < front.announced - front.sure) {
      long end = bytes.nuls(at, NULS) == NULS ? -1 : element(front.type, at);
      if (end < 0 || Latest.isLong(end - at, front.longest)) {
        break;
      }
      at = end;
      ends[(int) (passed++ % LATEST)] = at;
      if (at == found && passed >= least) {
        return isNuls(front.type, at) ? null : new Rest(from, at);
      }
    }
    // The first bytes of the records behind may look like elements too.
    for (long i = Math.max(least, passed - LATEST + 1); i <= passed; i++) {
      long end = ends[(int) ((i - 1) % LATEST)];
      if (!isNuls(front.type, end) && search.isRecord(end)) {
        return new Rest(from, end);
      }
    }
    return null;
  }

  /**
   * Whether elements of nothing end at an offset, which are NULs: the damage goes on up to there.
   */
  private boolean isNuls(int type, long end) throws IOException {
    return switch (type) {
      case 1, 2 -> bytes.at(end - 1) == 0;
      case 4, 24 -> bytes.at(end - 1) == 0 && bytes.at(end - 2) == 0;
      default -> false;
    };
  }

  /** Whether elements end in bytes that hardly any others have. */
  private boolean hasEnds(int type) {
    return type == 14 || type == 18 || Values.isStream(type) || isTimed(type);
  }

  /** Whether elements end in a deadline of eight bytes. */
  private boolean isTimed(int type) {
    return type == 22 && dialect == Dialect.VALKEY;
  }

  /** Whether a deadline of this century, or none, ends at an offset. */
  private boolean isDeadline(long end) throws IOException {
    long time = bytes.littleEndian(end - Long.BYTES, Long.BYTES);
    return time == -1 || Habits.isPlausibleTime(time);
  }

  private long element(int type, long at) throws IOException {
    parts.verify(true);
    long end = Values.isStream(type) ? values.streamNode(at) : values.element(type, at);
    parts.verify(false);
    credit -= 1 + parts.takeWork();
    return end >= 0 && isTimed(type) && !isDeadline(end) ? -1 : end;
  }
}
