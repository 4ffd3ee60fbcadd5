package org.aofkit.rdb;

import java.io.IOException;
import java.util.Arrays;
import org.aofkit.server.Server;

/**
 * Looks closely at what the consumers of one group own, where it does not come out even. The group
 * is read again from the source; if more ids are pending than the table holds, several times, each
 * time for a part of them by their hashes.
 *
 * <p>An id that no consumer owns is loaded by servers that do not sanitize, and ends them when the
 * group is asked for. An id that two consumers own is loaded by Redis 7.0.15, and ends it when one
 * of them gives it back; Redis 8.0.6 and Valkey 9.1.2 refuse it (measured; the lines between are
 * taken to be like 7.0).
 */
final class RdbOwners {
  private static final int MOST = 1 << 18;
  private static final int SLOTS = 2 * MOST;
  private static final int MANY_OWNERS =
      Server.allBits() & ~Server.REDIS_8_0.bit() & ~Server.VALKEY_9.bit();

  private final RdbContext context;
  private final RdbInput in;
  private final RdbStrings strings;
  private final long start;
  private final int version;
  private final long[] milliseconds;
  private final long[] sequences;

  /** 0: the slot is empty; 1: nobody owns the id; else two more than the number of the consumer. */
  private final long[] owners;

  private final int mask;
  private long parts = 1;
  private long part;
  private int found;
  private long twiceAt = -1;
  private long unowned;

  /**
   * @param start where the pending ids of the group begin: their number
   */
  RdbOwners(RdbContext context, long start, int version) throws IOException, RdbStop {
    this.context = context;
    this.start = start;
    this.version = version;
    in = context.lens().inputAt(start);
    strings = context.lens().strings();
    long pending = in.readLength();
    int slots = (int) Math.min(SLOTS, Long.highestOneBit(Math.max(8, pending)) << 2);
    mask = slots - 1;
    milliseconds = new long[slots];
    sequences = new long[slots];
    owners = new long[slots];
    parts = 1 + pending / MOST;
  }

  /** Notes what is wrong. */
  void judge() throws IOException, RdbStop {
    for (part = 0; part < parts; part++) {
      pass();
    }
    if (twiceAt >= 0) {
      context.damages.add(
          twiceAt,
          RdbDamage.Kind.CRASHES_LATER,
          MANY_OWNERS,
          MANY_OWNERS,
          "expected one owner of a pending id, found two");
    }
    if (unowned > 0) {
      context.damages.add(
          start,
          RdbDamage.Kind.CRASHES_LATER,
          RdbDamages.SHALLOW,
          RdbDamages.NONE,
          "expected an owner of every pending id, found " + unowned + " without");
    }
  }

  private void pass() throws IOException, RdbStop {
    Arrays.fill(owners, 0);
    found = 0;
    context.lens().inputAt(start);
    long pending = in.readLength();
    for (long i = 0; i != pending; i++) {
      long at = in.position();
      long first = in.readBigEndian(Long.BYTES);
      long second = in.readBigEndian(Long.BYTES);
      in.skip(Long.BYTES);
      in.readNumber();
      if (isOfPart(first, second)) {
        take(at, first, second);
      }
    }
    long owned = 0;
    long consumers = in.readLength();
    for (long i = 0; i != consumers; i++) {
      strings.skip();
      in.skip(version < 3 ? Long.BYTES : 2 * Long.BYTES);
      long ids = in.readLength();
      for (long k = 0; k != ids; k++) {
        long at = in.position();
        long first = in.readBigEndian(Long.BYTES);
        long second = in.readBigEndian(Long.BYTES);
        if (isOfPart(first, second) && own(at, first, second, i + 2)) {
          owned++;
        }
      }
    }
    unowned += found - owned;
  }

  private boolean isOfPart(long first, long second) {
    return parts == 1
        || Long.remainderUnsigned(context.hash.pair(first, second) >>> 20, parts) == part;
  }

  private void take(long at, long first, long second) throws RdbStop {
    int slot = slot(first, second);
    if (owners[slot] != 0) {
      throw RdbStop.badFormat(at, "expected a pending id once, found it twice");
    }
    if (++found > mask / 4 * 3) {
      throw new IllegalStateException("a part of " + found + " ids in " + parts + " parts");
    }
    milliseconds[slot] = first;
    sequences[slot] = second;
    owners[slot] = 1;
  }

  /** Whether the id had no owner before. */
  private boolean own(long at, long first, long second, long owner) throws RdbStop {
    int slot = slot(first, second);
    long before = owners[slot];
    if (before == 0) {
      throw RdbStop.badFormat(at, "expected an id that is pending in the group, found another");
    }
    if (before == owner) {
      throw RdbStop.badFormat(at, "expected a pending id once, found it twice");
    }
    if (before != 1 && twiceAt < 0) {
      twiceAt = at;
    }
    owners[slot] = owner;
    return before == 1;
  }

  /** The slot of an id, or where it would go. */
  private int slot(long first, long second) {
    int slot = (int) context.hash.pair(first, second) & mask;
    while (owners[slot] != 0 && (milliseconds[slot] != first || sequences[slot] != second)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
