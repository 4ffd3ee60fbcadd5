package org.aofkit.rdb;

import java.io.IOException;

/**
 * Reads the consumer groups of a stream:
 *
 * <pre>
 *   length groups, each: name, last delivered id (2 lengths)
 *       from version 2: entries read
 *       length pending, each: 16 bytes id, 8 bytes delivery time, length deliveries
 *       length consumers, each: name, 8 bytes seen
 *           from version 3: 8 bytes active
 *           length pending, each: 16 bytes id
 * </pre>
 *
 * Every server refuses two groups of one name, two consumers of one name in a group, an id that is
 * pending twice in a group or a consumer, and one that only the consumer has. Who owns an id need
 * not be remembered as long as the ids ascend and the sum of their hashes in the group is that of
 * all its consumers; else {@link RdbOwners} looks closely.
 */
final class RdbGroups {
  private static final String GROUP = "group";
  private static final String CONSUMER = "consumer";
  private static final String TWICE = "expected a pending id once, found it twice";

  private final RdbContext context;
  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbMembers groups = new RdbMembers();
  private final RdbMembers consumers = new RdbMembers();
  private final RdbHash otherHash;
  private final RdbPlainGroups plain;
  private final RdbBytes name;

  private boolean isOrdered;
  private boolean hasLast;
  private long lastMilliseconds;
  private long lastSequence;
  private long sum;
  private long otherSum;
  private long base;

  RdbGroups(RdbContext context) {
    this.context = context;
    this.in = context.in;
    this.strings = context.strings;
    this.name = new RdbBytes(context.source());
    this.otherHash = new RdbHash(context.hash.number(1));
    this.plain = new RdbPlainGroups(context);
  }

  /** Reads the groups of a stream in the layout of this version, 1 to 3. */
  void read(int version) throws IOException, RdbStop {
    if (!context.isTold) {
      int after = plain.pass(in.array(), in.index(), in.end(), version);
      if (after >= 0) {
        in.passHeld(after - in.index());
        return;
      }
    }
    base = in.position();
    long count = in.readLength();
    boolean isWatched = begin(groups, count);
    for (long i = 0; i != count; i++) {
      group(version, isWatched);
    }
    if (context.isDeep && !isWatched) {
      refuseRepeated(base, count, (again, names) -> passGroup(again, names, version), GROUP);
    }
  }

  /**
   * Prepares the comparison of names.
   *
   * @param count how many there are; each takes a byte at least
   * @return whether they are compared as they come; else there are too many of them
   */
  private boolean begin(RdbMembers names, long count) {
    long possible = Long.compareUnsigned(count, in.remaining()) > 0 ? in.remaining() : count;
    boolean isWatched = context.isDeep && possible <= RdbMembers.MOST;
    if (isWatched) {
      names.begin(possible);
    }
    return isWatched;
  }

  /** Compares names that are too many for one table. */
  private void refuseRepeated(long from, long count, RdbNames.Rest rest, String what)
      throws IOException, RdbStop {
    long at = new RdbNames(context, from, count, rest).repeated();
    if (at >= 0) {
      throw repeated(at, what);
    }
  }

  private static void passGroup(RdbInput again, RdbStrings names, int version)
      throws IOException, RdbStop {
    for (int i = 0; i < (version == 1 ? 2 : 3); i++) {
      again.readNumber();
    }
    long pending = again.readLength();
    for (long i = 0; i != pending; i++) {
      again.skip(3 * Long.BYTES);
      again.readNumber();
    }
    long count = again.readLength();
    for (long i = 0; i != count; i++) {
      names.skip();
      passConsumer(again, version);
    }
  }

  private static void passConsumer(RdbInput again, int version) throws IOException, RdbStop {
    again.skip(version < 3 ? Long.BYTES : 2 * Long.BYTES);
    long owned = again.readLength();
    for (long i = 0; i != owned; i++) {
      again.skip(2 * Long.BYTES);
    }
  }

  private void group(int version, boolean isWatched) throws IOException, RdbStop {
    strings.open();
    if (isWatched) {
      refuseRepeated(groups, base, GROUP);
    }
    if (context.isTold) {
      // Its numbers stand behind the name, so it is told when they are known.
      groupWithName(version);
      return;
    }
    strings.close();
    numbers(version == 1 ? 2 : 3);
    members(version);
  }

  private void groupWithName(int version) throws IOException, RdbStop {
    showName();
    long milliseconds = in.readNumber();
    long sequence = in.readNumber();
    long read = version == 1 ? -1 : in.readNumber();
    context.handler().streamGroup(name, milliseconds, sequence, read);
    members(version);
  }

  /**
   * Keeps the name in the string opened last and closes it; what belongs to it stands behind it.
   */
  private void showName() throws IOException, RdbStop {
    strings.show(name);
    name.hold();
    name.detach();
    strings.close();
  }

  private void numbers(int count) throws IOException, RdbStop {
    for (int i = 0; i < count; i++) {
      in.readNumber();
    }
  }

  private void members(int version) throws IOException, RdbStop {
    long start = in.position();
    boolean isTold = context.isTold;
    isOrdered = true;
    sum = 0;
    otherSum = 0;
    long pending = in.readLength();
    beginIds();
    for (long i = 0; i != pending; i++) {
      long at = in.position();
      long milliseconds = Long.reverseBytes(in.readLong());
      long sequence = Long.reverseBytes(in.readLong());
      if (context.isDeep) {
        checkOrder(at, milliseconds, sequence);
        sum += context.hash.pair(milliseconds, sequence);
        otherSum += otherHash.pair(milliseconds, sequence);
      }
      long delivered = in.readLong();
      long deliveries = in.readNumber();
      if (isTold) {
        context.handler().streamPending(milliseconds, sequence, delivered, deliveries);
      }
    }
    boolean isGroupOrdered = isOrdered;
    consumers(version);
    if (context.isDeep && (sum != 0 || otherSum != 0 || !isOrdered)) {
      new RdbOwners(context, start, version).judge();
      if (!isGroupOrdered) {
        context.damages.add(
            start, RdbDamage.Kind.ODD, "expected pending ids in order, found others");
      }
    }
  }

  private void consumers(int version) throws IOException, RdbStop {
    long from = in.position();
    long count = in.readLength();
    boolean isWatched = begin(consumers, count);
    for (long i = 0; i != count; i++) {
      strings.open();
      if (isWatched) {
        refuseRepeated(consumers, from, CONSUMER);
      }
      consumer(version);
      long owned = in.readLength();
      beginIds();
      for (long k = 0; k != owned; k++) {
        long at = in.position();
        long milliseconds = Long.reverseBytes(in.readLong());
        long sequence = Long.reverseBytes(in.readLong());
        if (context.isDeep) {
          checkOrder(at, milliseconds, sequence);
          sum -= context.hash.pair(milliseconds, sequence);
          otherSum -= otherHash.pair(milliseconds, sequence);
        }
        if (context.isTold) {
          context.handler().streamOwned(milliseconds, sequence);
        }
      }
    }
    if (context.isDeep && !isWatched) {
      refuseRepeated(from, count, (again, names) -> passConsumer(again, version), CONSUMER);
    }
  }

  private void consumer(int version) throws IOException, RdbStop {
    if (!context.isTold) {
      strings.close();
      in.skip(version < 3 ? Long.BYTES : 2 * Long.BYTES);
      return;
    }
    showName();
    long seen = in.readLong();
    long active = version < 3 ? -1 : in.readLong();
    context.handler().streamConsumer(name, seen, active);
  }

  private void refuseRepeated(RdbMembers names, long from, String what)
      throws IOException, RdbStop {
    RdbLens lens = context.lens();
    lens.setBase(from);
    if (names.add(strings.hash(context.hash), strings.start() - from, lens) >= 0) {
      throw repeated(strings.start(), what);
    }
  }

  private static RdbStop repeated(long at, String what) {
    return RdbStop.badFormat(
        at, "expected another " + what + ", found one of a name that was there");
  }

  private void beginIds() {
    hasLast = false;
  }

  private void checkOrder(long at, long milliseconds, long sequence) throws RdbStop {
    if (hasLast && !RdbStreamNode.isAbove(milliseconds, sequence, lastMilliseconds, lastSequence)) {
      if (milliseconds == lastMilliseconds && sequence == lastSequence) {
        throw RdbStop.badFormat(at, TWICE);
      }
      isOrdered = false;
    }
    hasLast = true;
    lastMilliseconds = milliseconds;
    lastSequence = sequence;
  }
}
