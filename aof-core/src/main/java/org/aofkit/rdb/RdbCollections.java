package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.server.Server;

/**
 * Reads collections that are written string by string. Counts are numbers without sign; a loop over
 * a hostile one ends with the source, since every element takes a byte.
 *
 * <p>Members that come twice: every server refuses them in sets and sorted sets. Hashes of up to
 * 512 fields are kept packed while no string in them is longer than 64 bytes, and then Redis 7.0.15
 * and 8.0.6 only notice if they sanitize; a later command that converts the hash ends the server.
 * If it is converted while it is loaded, so does that (measured, as was that Valkey 9.1.2 refuses
 * them always).
 */
final class RdbCollections {
  /** Hashes up to this size are kept packed. */
  static final int PACKED_FIELDS = 512;

  private static final int PACKED_STRING = 64;

  /** The latest deadline in ms that Redis 8.0.6 takes for a field of a hash (measured). */
  static final long LAST_REDIS_DEADLINE = (1L << 48) - 1;

  private static final String TWICE = "expected every member once, found one twice";

  private final RdbContext context;
  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbMembers members;
  private final RdbLarge large;
  private final RdbPlainElements plain;

  private boolean isWatched;
  private long base;

  /** The latest deadline of a field of the last hash of Valkey; the highest long for none. */
  private long lastDeadline = Long.MAX_VALUE;

  /** Where a field that comes twice begins; -1 if there is none. */
  private long repeatedAt;

  /** The place of the field that the last one repeats; -1 if it does not. */
  private long lastRepeated;

  private boolean hasLong;

  RdbCollections(RdbContext context) {
    this.context = context;
    this.in = context.in;
    this.strings = context.strings;
    this.members = context.members;
    this.large = new RdbLarge(context);
    this.plain = new RdbPlainElements(context);
  }

  /** A list. */
  RdbOutcome list() throws IOException, RdbStop {
    long count = in.readLength();
    for (long i = 0; i != count; i++) {
      if (context.isTold) {
        context.handler().element(open());
        strings.close();
      } else {
        strings.skip();
      }
    }
    return outcome(count);
  }

  /** A set. */
  RdbOutcome set() throws IOException, RdbStop {
    long count = begin();
    for (long i = plainMembers(count); i != count; i += 1 + plainMembers(count - i - 1)) {
      if (!isWatched && !context.isTold) {
        strings.skip();
        continue;
      }
      strings.open();
      refuseRepeated();
      if (context.isTold) {
        context.handler().member(show());
      }
      strings.close();
    }
    checkLarge(RdbType.SET, count);
    return outcome(count);
  }

  /** A sorted set; the order of its members does not matter. */
  RdbOutcome sortedSet(RdbType type) throws IOException, RdbStop {
    long count = begin();
    boolean isText = type == RdbType.SORTED_SET_TEXT;
    for (long i = plainScored(type, count); i != count; i += 1 + plainScored(type, count - i - 1)) {
      if (!isWatched && !context.isTold) {
        strings.skip();
      } else {
        strings.open();
        refuseRepeated();
        if (context.isTold) {
          context.handler().scoredMember(show());
        }
        strings.close();
      }
      double score = isText ? textScore() : binaryScore();
      if (context.isTold) {
        context.handler().score(score);
      }
    }
    checkLarge(type, count);
    return outcome(count);
  }

  /** A hash without deadlines. */
  RdbOutcome hash() throws IOException, RdbStop {
    long count = begin();
    for (long i = plainPairs(count); i != count; i += 1 + plainPairs(count - i - 1)) {
      fieldAndValue();
    }
    judgeHash(RdbType.HASH, count, RdbDamages.SHALLOW);
    return outcome(count);
  }

  /**
   * A hash with the deadline before each field: 0 for none, else its distance from one before the
   * least one. Redis 8.0.6 adds modulo 2^64 (measured).
   */
  RdbOutcome hashOfRedis(RdbType type) throws IOException, RdbStop {
    long least = type == RdbType.HASH_DEADLINES ? leastDeadline() : 1;
    long count = begin();
    for (long i = 0; i != count; i++) {
      long at = in.position();
      long distance = in.readNumber();
      long deadline = distance == 0 ? -1 : distance + least - 1;
      if (distance != 0 && Long.compareUnsigned(deadline, LAST_REDIS_DEADLINE) > 0) {
        throw badDeadline(at, deadline);
      }
      fieldAndValue();
      if (context.isTold) {
        context.handler().fieldDeadline(deadline);
      }
    }
    judgeHash(type, count, RdbDamages.SHALLOW);
    return outcome(count);
  }

  /**
   * A hash with the deadline behind each field: -1 for none; Valkey 9.1.2 refuses lower ones. When
   * it loads a plain dump, it drops fields whose deadline has passed before it looks for those that
   * come twice, and a hash without fields; in an AOF it keeps such fields (measured).
   */
  RdbOutcome hashOfValkey() throws IOException, RdbStop {
    long count = begin();
    boolean isAllKept = context.keepsExpired;
    lastDeadline = Long.MIN_VALUE;
    for (long i = 0; i != count; i++) {
      long fieldAt = in.position();
      lastRepeated = -1;
      fieldAndValue();
      long at = in.position();
      long deadline = in.readLong();
      if (deadline < -1) {
        throw badDeadline(at, deadline);
      }
      lastDeadline = Math.max(lastDeadline, deadline == -1 ? Long.MAX_VALUE : deadline);
      if (context.isTold) {
        context.handler().fieldDeadline(deadline);
      }
      if (lastRepeated >= 0) {
        repeatedOfValkey(fieldAt, lastRepeated, deadline);
        repeatedAt = -1;
        isWatched = false;
      }
    }
    judgeHash(RdbType.HASH_DEADLINES_VALKEY, count, RdbDamages.NONE);
    boolean isKept = isAllKept || lastDeadline == Long.MAX_VALUE;
    return count == 0 || isKept ? outcome(count) : RdbOutcome.UNKNOWN;
  }

  /**
   * When the last of its fields expires, of the hash of Valkey that was read last: in ms since
   * 1970; the highest long if one does not.
   */
  long lastDeadline() {
    return lastDeadline;
  }

  /** A field stands here too, with this deadline. */
  private void repeatedOfValkey(long at, long first, long deadline) throws IOException, RdbStop {
    boolean isSurelyThere = context.keepsExpired || (deadline == -1 && valkeyDeadline(first) == -1);
    context.damages.add(
        at,
        RdbDamage.Kind.WRONG_READS,
        isSurelyThere ? RdbDamages.NONE : Server.VALKEY_9.bit(),
        isSurelyThere ? RdbDamages.NONE : Server.VALKEY_9.bit(),
        isSurelyThere ? TWICE : TWICE + ", which is refused unless one has expired");
  }

  private long valkeyDeadline(long place) throws IOException, RdbStop {
    RdbInput again = context.lens().inputAt(base + place);
    context.lens().strings().skip();
    context.lens().strings().skip();
    return again.readLong();
  }

  /** Redis 8.0.6 accepts one more here than for a deadline itself (measured). */
  private long leastDeadline() throws IOException, RdbStop {
    long at = in.position();
    long least = in.readLong();
    if (Long.compareUnsigned(least, LAST_REDIS_DEADLINE + 1) > 0) {
      throw badDeadline(at, least);
    }
    return least;
  }

  private static RdbStop badDeadline(long at, long found) {
    return RdbStop.badFormat(at, "expected a deadline of a field, found " + found);
  }

  /** Reads the count and prepares the comparison of members. */
  private long begin() throws IOException, RdbStop {
    base = in.position();
    long count = in.readLength();
    repeatedAt = -1;
    hasLong = false;
    isWatched = context.isDeep && count != 1 && count >= 0 && count <= RdbMembers.MOST;
    if (isWatched) {
      // A member takes a byte at least.
      members.begin(Math.min(count, in.remaining()));
    }
    return count;
  }

  /** Passes plain elements if nobody is told, and members are compared; how many. */
  private long plainMembers(long most) {
    return isPlain() ? plain.members(most, base) : 0;
  }

  private long plainScored(RdbType type, long most) {
    return isPlain() && type == RdbType.SORTED_SET ? plain.scored(most, base) : 0;
  }

  private long plainPairs(long most) {
    if (!isPlain()) {
      return 0;
    }
    long passed = plain.pairs(most, base);
    noteLength(plain.longest());
    return passed;
  }

  private boolean isPlain() {
    return isWatched && !context.isTold && repeatedAt < 0;
  }

  private void fieldAndValue() throws IOException, RdbStop {
    if (!context.isTold && !isWatched) {
      strings.skip();
      strings.skip();
      return;
    }
    strings.open();
    noteLength(strings.length());
    if (isWatched && repeatedAt < 0) {
      lastRepeated = repeated();
      if (lastRepeated >= 0) {
        repeatedAt = strings.start();
      }
    }
    if (context.isTold) {
      context.handler().field(show());
    }
    strings.close();
    if (!context.isTold) {
      noteLength(strings.skipMeasured());
      return;
    }
    strings.open();
    noteLength(strings.length());
    context.handler().value(show());
    strings.close();
  }

  private void noteLength(long length) {
    hasLong |= length > PACKED_STRING || length < 0;
  }

  private void judgeHash(RdbType type, long count, int loadedPacked) throws IOException, RdbStop {
    checkLarge(type, count);
    if (repeatedAt >= 0) {
      boolean isPacked = count <= PACKED_FIELDS && !hasLong;
      context.damages.add(
          repeatedAt,
          RdbDamage.Kind.CRASHES_LATER,
          isPacked ? loadedPacked : RdbDamages.NONE,
          RdbDamages.NONE,
          TWICE);
    }
  }

  private void refuseRepeated() throws IOException, RdbStop {
    if (isWatched && repeated() >= 0) {
      throw RdbStop.badFormat(strings.start(), TWICE);
    }
  }

  /** The place of the member that the string opened last repeats; -1 if there is none. */
  private long repeated() throws IOException, RdbStop {
    RdbLens lens = context.lens();
    lens.setBase(base);
    return members.add(strings.hash(context.hash), strings.start() - base, lens);
  }

  private void checkLarge(RdbType type, long count) throws IOException, RdbStop {
    if (context.isDeep && count > RdbMembers.MOST) {
      RdbLarge.Repeat found = large.repeated(type, base, count);
      if (found != null && type == RdbType.HASH_DEADLINES_VALKEY) {
        repeatedOfValkey(base + found.again(), found.first(), valkeyDeadline(found.again()));
      } else if (found != null) {
        throw RdbStop.badFormat(base + found.again(), TWICE);
      }
    }
  }

  private RdbBytes open() throws IOException, RdbStop {
    strings.open();
    return show();
  }

  private RdbBytes show() throws IOException, RdbStop {
    strings.show(context.view);
    return context.view;
  }

  private double binaryScore() throws IOException, RdbStop {
    long at = in.position();
    double score = Double.longBitsToDouble(in.readLong());
    if (Double.isNaN(score)) {
      throw RdbStop.badFormat(at, "expected a score, found NaN");
    }
    return score;
  }

  /** One byte of length and the text; 253 is NaN, 254 and 255 are the infinities. */
  private double textScore() throws IOException, RdbStop {
    long at = in.position();
    int length = in.readByte();
    if (length == 254 || length == 255) {
      return length == 254 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    RdbScore.Form form = RdbScore.Form.NAN;
    byte[] text = strings.head();
    if (length != 253) {
      in.readFully(text, 0, length);
      form = RdbScore.formOf(text, length);
    }
    if (form == RdbScore.Form.OPEN_EXPONENT) {
      context.servers.requireUndamaged(
          Server.REDIS_7_0.bit(),
          Server.REDIS_7_0.bit(),
          at,
          "a score that breaks off in its exponent");
    } else if (form != RdbScore.Form.NUMBER) {
      throw RdbStop.badFormat(
          at, "expected a score, found " + (form == RdbScore.Form.NAN ? "NaN" : "no number"));
    }
    return context.isTold ? RdbScore.valueOf(text, 0, length) : 0;
  }

  private static RdbOutcome outcome(long count) {
    return count == 0 ? RdbOutcome.SKIPPED : RdbOutcome.KEPT;
  }
}
