package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.server.Dialect;

/**
 * Passes what may be fields of a hash of Redis 7.4 and later whose fields have deadlines: a field
 * without one is stored there byte for byte as the record of a string is. Where records go on that
 * are none of a string, the fields have ended; where among records of strings they do, their bytes
 * don't tell.
 */
final class FieldRun {
  static final int FIRST_WITH_FIELDS = 12;
  private static final int PRE_RELEASE = 22;
  private static final int WITH_DEADLINES = 24;

  /** Two fields without a name and a value: no hash has them, and NULs look like that. */
  private static final int NULS = 6;

  private static final long CHARGE = 16;
  private static final int MOST_TAUGHT = 256;

  /** So many fields one behind the other are none by chance, unless they are very long. */
  private static final int SEVERAL = 4;

  private static final int LONGEST = 1 << 12;

  private final ByteWindow bytes;
  private final Parts parts;
  private final Values values;
  private final GapSearch search;
  private final boolean isPossible;
  private long credit;

  FieldRun(ByteWindow bytes, Dialect dialect, int version, GapSearch search) {
    this.bytes = bytes;
    this.parts = new Parts(bytes);
    this.values = new Values(bytes, dialect, parts);
    this.search = search;
    this.isPossible = dialect == Dialect.REDIS && version >= FIRST_WITH_FIELDS;
    this.credit = CHARGE * bytes.limit() + (1 << 20);
  }

  /**
   * What was passed.
   *
   * @param plainFrom where the run of records begins that are like those of strings and lead to the
   *     end of what was passed; that end if there are none
   * @param stop the end of what was passed
   * @param isAtRecord whether a record stands there, so that all fields are passed
   * @param isProven whether a field was passed that can be nothing else
   */
  record Passed(long plainFrom, long stop, boolean isAtRecord, boolean isProven) {}

  /** Whether images like this one have such hashes. */
  boolean isPossible() {
    return isPossible;
  }

  /** Whether keys of the type are such hashes. */
  boolean isHash(int type) {
    return isPossible && (type == PRE_RELEASE || type == WITH_DEADLINES);
  }

  private long fieldsAt(int type, long valueAt) throws IOException {
    return parts.length(type == WITH_DEADLINES ? valueAt + Long.BYTES : valueAt);
  }

  /** Teaches the forms of the first fields of a hash that is whole. */
  void teach(Glance hash, Shapes shapes) throws IOException {
    long at = fieldsAt(hash.code(), hash.valueAt());
    for (int i = 0; i < MOST_TAUGHT && at < hash.end() && credit > 0; i++) {
      long field = parts.length(at);
      shapes.addField(field, parts.behindString(field));
      at = element(at, false);
    }
  }

  /** Whether what can't be read is a field with a deadline, among others. */
  boolean isField(long offset) throws IOException {
    long longest = 0;
    long at = offset;
    for (int i = 0; i < SEVERAL; i++) {
      long end = bytes.at(at) < 0 ? -1 : element(at, true);
      boolean isLong = i > 0 && end >= 0 && Latest.isLong(end - at, longest);
      if (end < 0 || isLong || end - at > LONGEST || bytes.nuls(at, NULS) == NULS) {
        return false;
      }
      longest = Math.max(longest, end - at);
      at = end;
    }
    return isPossible && bytes.at(offset) != 0;
  }

  /** Passes the fields of a hash whose head is there, and records of strings behind them. */
  Passed ofHash(int type, long valueAt) throws IOException {
    return pass(fieldsAt(type, valueAt), true);
  }

  /** Passes records of strings behind damage that may be fields, and what may be others. */
  Passed behind(long offset) throws IOException {
    return pass(offset, false);
  }

  private Passed pass(long offset, boolean isHeaded) throws IOException {
    long plainFrom = offset;
    long longest = 0;
    boolean isProven = false;
    boolean isAtRecord = false;
    long at = offset;
    while (credit > 0 && bytes.at(at) >= 0 && bytes.nuls(at, NULS) < NULS) {
      boolean isPlain = bytes.at(at) == 0;
      if (!isPlain && search.isRecord(at)) {
        isAtRecord = true;
        break;
      }
      boolean isSound = element(at, true) >= 0;
      long end = isSound || isHeaded ? element(at, false) : -1;
      // A length that is damaged takes in what follows, on and on.
      boolean isLong = longest > 0 && Latest.isLong(end - at, longest);
      if (end < 0
          || isLong && (isHeaded || !isPlain)
          || !isPlain && !isHeaded && !isFollowed(end)) {
        break;
      }
      longest = Math.max(longest, end - at);
      if (!isPlain || !isSound) {
        isProven |= !isPlain;
        plainFrom = end;
      }
      at = end;
    }
    return new Passed(plainFrom, at, isAtRecord, isProven);
  }

  private long element(long at, boolean isDeep) throws IOException {
    parts.verify(isDeep);
    long end = values.element(WITH_DEADLINES, at);
    parts.verify(false);
    credit -= parts.takeWork();
    return end;
  }

  /** Whether an element or a record stands at an offset. */
  private boolean isFollowed(long at) throws IOException {
    return element(at, true) >= 0 || search.isRecord(at);
  }
}
