package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.PackedDamage;

/**
 * Reads streams:
 *
 * <pre>
 *   length n, n × (string of 16 bytes: first id of the node, string: a listpack)
 *   length live entries, last id (2 lengths)
 *       from version 2: first id (2), highest deleted id (2), entries ever added
 *   length groups, each as {@link RdbGroups} says
 * </pre>
 *
 * Servers take the counters, the order of nodes and of entries as they are; only Valkey 9.1.2
 * compares the number of entries (measured, with Redis 7.0.15 and 8.0.6). A node that is there
 * twice is refused by all.
 */
final class RdbStreams {
  private static final int LISTPACK_HEADER = 6;
  private static final byte TERMINATOR = (byte) 0xFF;
  private static final int STREAM_ID = 16;
  private static final int COUNT_OFFSET = 4;
  private static final int NUMBERS = 7;
  private static final int NUMBERS_WITHOUT_HISTORY = 2;

  private final RdbContext context;
  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbContainers containers;
  private final RdbPlace place = new RdbPlace();
  private final Listpack listpack = new Listpack();
  private final RdbStreamNode node;
  private final RdbFirstEntry first = new RdbFirstEntry();
  private final RdbGroups groups;
  private final long[] numbers = new long[NUMBERS];

  private int version;
  private boolean isOrdered;
  private boolean isDamaged;
  private boolean isFirstFound;
  private boolean hasNode;
  private long milliseconds;
  private long sequence;
  private long live;

  RdbStreams(RdbContext context, RdbContainers containers) {
    this.context = context;
    this.in = context.in;
    this.strings = context.strings;
    this.containers = containers;
    this.node = new RdbStreamNode(context, place);
    this.groups = new RdbGroups(context);
  }

  /** Reads a stream in the layout of this version, 1 to 3. */
  void read(int ofVersion) throws IOException, RdbStop {
    version = ofVersion;
    long base = in.position();
    isOrdered = true;
    isDamaged = false;
    isFirstFound = false;
    hasNode = false;
    live = 0;
    node.beginStream();
    long nodes = in.readLength();
    for (long i = 0; i != nodes; i++) {
      if (context.isSkimmed) {
        strings.skip();
        strings.skip();
        continue;
      }
      key();
      if (context.isWalked()) {
        node();
      } else {
        strings.read();
        containers.streamListpack();
      }
    }
    if (!isOrdered) {
      refuseRepeatedNodes(base, nodes);
    }
    state(version, nodes);
    groups.read(version);
  }

  private void key() throws IOException, RdbStop {
    strings.read();
    if (strings.length() != STREAM_ID) {
      throw RdbStop.badFormat(
          strings.start(), "expected a stream id of 16 bytes, found " + strings.length());
    }
    long nextMilliseconds = bigEndian(strings.head(), 0);
    long nextSequence = bigEndian(strings.head(), Long.BYTES);
    boolean isAbove =
        !hasNode || RdbStreamNode.isAbove(nextMilliseconds, nextSequence, milliseconds, sequence);
    if (!isAbove && nextMilliseconds == milliseconds && nextSequence == sequence) {
      throw RdbStop.badFormat(strings.start(), "expected another node, found the one before again");
    }
    if (!isAbove && isOrdered && context.isDeep) {
      isOrdered = false;
      context.damages.add(
          strings.start(), RdbDamage.Kind.ODD, "expected nodes in order, found a lower one");
    }
    hasNode = true;
    milliseconds = nextMilliseconds;
    sequence = nextSequence;
  }

  private void node() throws IOException, RdbStop {
    strings.open();
    place.begin(strings);
    node.begin(milliseconds, sequence);
    if (context.isTold) {
      context.handler().streamNode(milliseconds, sequence);
    }
    boolean isCounted = true;
    try {
      try {
        if (listpack.walk(place.input(), node) == 0) {
          throw RdbStop.badFormat(
              place.start(), "expected a stream's listpack with entries, found an empty one");
        }
      } catch (PackedDamage damage) {
        isCounted = false;
        if (damage.part() != PackedDamage.Part.INSIDE || damage.offset() != COUNT_OFFSET) {
          throw damage;
        }
        add(RdbDamage.Kind.ODD, damage.offset(), RdbDamages.SHALLOW, damage.getMessage());
      }
      node.finish();
      isFirstFound |= node.liveFound() > 0;
    } catch (PackedDamage damage) {
      damaged(damage);
    }
    if (isCounted && context.isDeep) {
      RdbContainers.noteDisputed(context, place, listpack);
    }
    live += node.liveFound();
    strings.close();
    judge();
  }

  private void damaged(PackedDamage damage) throws IOException, RdbStop {
    // Servers ask for the first entry whatever their settings; Redis 7.0.15 and 8.0.6 abort on one
    // that is damaged, its back-length included (measured), and take any damage behind it.
    boolean isFirst = !node.isBegun();
    if (damage.part() != PackedDamage.Part.INSIDE || isFirst || isFirstByteTheLast(damage)) {
      throw RdbStop.badFormat(place.start(), damage.getMessage());
    }
    boolean isInTheWay = version == 1 && !isFirstFound && isInTheWay();
    isDamaged = true;
    context.damages.add(
        place.inSource(damage.offset()),
        RdbDamage.Kind.CRASHES_LATER,
        isInTheWay ? RdbDamages.NONE : RdbDamages.SHALLOW,
        RdbDamages.NONE,
        "stream: " + damage.getMessage());
  }

  /**
   * Images of version 1 do not tell the first entry, so servers look for it when they load. Redis
   * 7.0.15 and 8.0.6 abort on what is in the way (measured).
   */
  private boolean isInTheWay() throws IOException, RdbStop {
    place.begin(strings);
    RdbFirstEntry.Found found = first.find(place.input(), listpack);
    isFirstFound = found != RdbFirstEntry.Found.NOTHING;
    return found == RdbFirstEntry.Found.OBSTACLE;
  }

  /** Servers look at the first byte behind the header whatever their settings. */
  private boolean isFirstByteTheLast(PackedDamage damage) throws IOException {
    return damage.offset() == LISTPACK_HEADER
        && strings.form() != RdbSlice.Form.INTEGER
        && strings.slice().read(context.source(), LISTPACK_HEADER + 1)[LISTPACK_HEADER]
            == TERMINATOR;
  }

  private void add(RdbDamage.Kind kind, long within, int loadedSanitized, String text)
      throws RdbStop {
    context.damages.add(place.inSource(within), kind, RdbDamages.SHALLOW, loadedSanitized, text);
  }

  private void judge() throws RdbStop {
    if (!context.isDeep || isDamaged) {
      return;
    }
    if (!node.isCountRight()) {
      add(
          RdbDamage.Kind.WRONG_READS,
          0,
          RdbDamages.SHALLOW,
          "expected as many live and deleted entries as the node says, found others");
    }
    if (node.unorderedAt() >= 0 && isOrdered) {
      context.damages.add(
          node.unorderedAt(),
          RdbDamage.Kind.WRONG_READS,
          "expected ids of a stream to ascend, found one that does not");
    }
    if (node.flagsAt() >= 0) {
      context.damages.add(
          node.flagsAt(), RdbDamage.Kind.ODD, "expected flags 0 to 3, found others");
    }
  }

  /** Looks through nodes that are out of order. */
  private void refuseRepeatedNodes(long base, long nodes) throws IOException, RdbStop {
    if (nodes > RdbMembers.MOST || nodes < 0) {
      long at = new RdbNames(context, base, nodes, (again, strings) -> strings.skip()).repeated();
      if (at >= 0) {
        throw repeated(at);
      }
      return;
    }
    RdbLens same = new RdbLens(context.source(), 1 << 13);
    same.setBase(base);
    RdbInput again = context.lens().inputAt(base);
    RdbStrings keys = context.lens().strings();
    again.readLength();
    context.members.begin(nodes);
    for (long i = 0; i != nodes; i++) {
      keys.open();
      if (context.members.add(keys.hash(context.hash), keys.start() - base, same) >= 0) {
        throw repeated(keys.start());
      }
      keys.close();
      keys.skip();
    }
  }

  private static RdbStop repeated(long at) {
    return RdbStop.badFormat(at, "expected another node, found one again");
  }

  private void state(int version, long nodes) throws IOException, RdbStop {
    long at = in.position();
    long length = in.readNumber();
    if (length != 0 && nodes == 0) {
      throw RdbStop.badFormat(
          at,
          "expected length 0 in a stream without nodes, found " + Long.toUnsignedString(length));
    }
    boolean hasHistory = version > 1;
    // One loop, since a call for each number is much to compile.
    in.readNumbers(numbers, hasHistory ? numbers.length : NUMBERS_WITHOUT_HISTORY);
    long lastMilliseconds = numbers[0];
    long lastSequence = numbers[1];
    long firstMilliseconds = hasHistory ? numbers[2] : 0;
    long firstSequence = hasHistory ? numbers[3] : 0;
    long deletedMilliseconds = hasHistory ? numbers[4] : 0;
    long deletedSequence = hasHistory ? numbers[5] : 0;
    long added = hasHistory ? numbers[6] : 0;
    if (context.isDeep && !isDamaged) {
      judgeLength(at, length);
      if (node.isLastAbove(lastMilliseconds, lastSequence)) {
        context.damages.add(
            at,
            RdbDamage.Kind.WRONG_READS,
            "expected the last id of the stream at or above its newest entry, found a lower one");
      }
      if (hasHistory) {
        judgeHistory(
            at,
            Long.compareUnsigned(added, length) < 0,
            isOrdered && !node.isFirst(firstMilliseconds, firstSequence),
            RdbStreamNode.isAbove(
                deletedMilliseconds, deletedSequence, lastMilliseconds, lastSequence));
      }
    }
    if (context.isTold) {
      context
          .handler()
          .streamState(
              new RdbStreamState(
                  length,
                  lastMilliseconds,
                  lastSequence,
                  hasHistory,
                  firstMilliseconds,
                  firstSequence,
                  deletedMilliseconds,
                  deletedSequence,
                  added));
    }
  }

  private void judgeLength(long at, long length) throws RdbStop {
    if (length != live) {
      // Redis 7.0.15 and 8.0.6 abort on XREAD where there should be an entry and is none
      // (measured).
      context.damages.add(
          at,
          live == 0 ? RdbDamage.Kind.CRASHES_LATER : RdbDamage.Kind.WRONG_READS,
          RdbDamages.SHALLOW,
          RdbDamages.SHALLOW,
          "expected a stream of "
              + live
              + " entries, found the length "
              + Long.toUnsignedString(length));
    }
  }

  private void judgeHistory(long at, boolean isTooFew, boolean isFirstWrong, boolean isDeletedAbove)
      throws RdbStop {
    if (isTooFew) {
      context.damages.add(
          at, RdbDamage.Kind.ODD, "expected at least as many entries added as there are");
    }
    if (isFirstWrong) {
      context.damages.add(
          at, RdbDamage.Kind.ODD, "expected the id of the first entry, found another");
    }
    if (isDeletedAbove) {
      context.damages.add(
          at, RdbDamage.Kind.ODD, "expected the highest deleted id at or below the last one");
    }
  }

  private static long bigEndian(byte[] bytes, int from) {
    long value = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      value = value << 8 | bytes[i] & 0xFF;
    }
    return value;
  }
}
