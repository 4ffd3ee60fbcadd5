package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.RdbElements.Shape;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.server.Server;

/**
 * Reads collections that are packed into strings, down to their entries, and says what servers make
 * of what is wrong in them. Measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2:
 *
 * <pre>
 *                               Redis, by default           sanitizing   Valkey 9
 *   ziplist, zipmap: anything   refused                     refused      refused
 *   listpack: header, size, FF  refused                     refused      refused
 *   listpack: entries, a member
 *     twice, a part missing     loaded, ends the server     refused      refused
 *                               when read or converted
 *   listpack: count             loaded                      refused      refused
 *   intset: order               loaded, members not found   refused      refused
 *   intset: a member twice      loaded, ends the server     refused      refused
 *                               when converted
 *   score NaN                   loaded, ends the server     the same     refused
 *                               when read or converted
 *   score no number, order      loaded                      loaded       loaded
 *   deadline as text            ends the server             refused      not known
 *   deadline negative           loaded, ends it later or    refused      not known
 *                               when converted
 *   deadline late               loaded, ends it when        refused      not known
 *                               converted
 *   deadline unordered          loaded                      refused      not known
 * </pre>
 *
 * "When converted" is at once if the container has more elements than servers keep packed by
 * default: 512 for hashes and intsets, 128 for sorted sets and other sets. Then the server does not
 * survive the loading.
 */
final class RdbPackedValues {
  private static final int PACKED_PAIRS = 512;
  private static final int PACKED_MEMBERS = 128;
  private static final int COUNT_OFFSET = 4;
  private static final int PLAIN_NODE = 1;
  private static final int PACKED_NODE = 2;

  private final RdbContext context;
  private final RdbElements elements;

  RdbPackedValues(RdbContext context) {
    this.context = context;
    this.elements = new RdbElements(context);
  }

  /** A list of one ziplist. */
  RdbOutcome listOfZiplist() throws IOException, RdbStop {
    elements.ziplist(Shape.LIST);
    refuseDamage();
    return outcome();
  }

  /** A list of ziplists. */
  RdbOutcome quicklist() throws IOException, RdbStop {
    long count = context.in.readLength();
    RdbOutcome outcome = RdbOutcome.SKIPPED;
    for (long i = 0; i != count; i++) {
      if (listOfZiplist() == RdbOutcome.KEPT) {
        outcome = RdbOutcome.KEPT;
      }
    }
    return outcome;
  }

  /** A list of listpacks and of elements that are too long for one. */
  RdbOutcome quicklist2() throws IOException, RdbStop {
    RdbStrings strings = context.strings;
    long count = context.in.readLength();
    RdbOutcome outcome = RdbOutcome.SKIPPED;
    for (long i = 0; i != count; i++) {
      long at = context.in.position();
      long container = context.in.readLength();
      if (container == PLAIN_NODE) {
        strings.open();
        if (strings.length() == 0) {
          throw RdbStop.badFormat(strings.start(), "expected a list node with bytes, found none");
        }
        if (context.isTold) {
          strings.show(context.view);
          context.handler().element(context.view);
        }
        strings.close();
        outcome = RdbOutcome.KEPT;
      } else if (container == PACKED_NODE) {
        elements.listpack(Shape.LIST);
        RdbOutcome one = judgeListpack(Shape.LIST, Long.MAX_VALUE);
        outcome = one == RdbOutcome.SKIPPED ? outcome : one;
      } else {
        throw RdbStop.badFormat(
            at, "expected a list node of kind 1 or 2, found " + Long.toUnsignedString(container));
      }
    }
    return outcome;
  }

  /** A set of numbers. */
  RdbOutcome intset() throws IOException, RdbStop {
    elements.intset();
    PackedDamage damage = elements.damage();
    if (damage != null) {
      refuseUnlessInside(damage);
      boolean isConverted = elements.walker().announced() > PACKED_PAIRS;
      if (elements.repeatedAt() >= 0) {
        context.damages.add(
            elements.repeatedAt(),
            RdbDamage.Kind.CRASHES_LATER,
            isConverted ? RdbDamages.NONE : RdbDamages.SHALLOW,
            RdbDamages.NONE,
            "intset: expected every member once, found one twice");
      } else {
        context.damages.add(
            elements.inSource(damage.offset()),
            isConverted ? RdbDamage.Kind.ODD : RdbDamage.Kind.WRONG_READS,
            RdbDamages.SHALLOW,
            RdbDamages.NONE,
            "intset: " + damage.getMessage());
      }
    }
    return RdbOutcome.KEPT;
  }

  /** A set. */
  RdbOutcome set() throws IOException, RdbStop {
    elements.listpack(Shape.SET);
    return judgeListpack(Shape.SET, PACKED_MEMBERS);
  }

  /** A hash in a listpack. */
  RdbOutcome hash() throws IOException, RdbStop {
    elements.listpack(Shape.PAIRS);
    return judgeListpack(Shape.PAIRS, PACKED_PAIRS);
  }

  /** A hash in a ziplist. */
  RdbOutcome hashOfZiplist() throws IOException, RdbStop {
    elements.ziplist(Shape.PAIRS);
    refuseZiplist();
    return outcome();
  }

  /** A hash in a zipmap. */
  RdbOutcome hashOfZipmap() throws IOException, RdbStop {
    elements.zipmap();
    refuseDamage();
    refuseRepeated();
    return RdbOutcome.KEPT;
  }

  /** A hash whose fields have deadlines. */
  RdbOutcome hashOfTriples() throws IOException, RdbStop {
    elements.listpack(Shape.TRIPLES);
    RdbOutcome outcome = judgeListpack(Shape.TRIPLES, PACKED_PAIRS);
    if (context.isDeep && outcome == RdbOutcome.KEPT) {
      judgeFirstDeadline();
      judgeDeadlines();
    }
    return outcome;
  }

  /** A sorted set in a listpack. */
  RdbOutcome sortedSet() throws IOException, RdbStop {
    elements.listpack(Shape.SCORES);
    RdbOutcome outcome = judgeListpack(Shape.SCORES, PACKED_MEMBERS);
    judgeScores();
    return outcome;
  }

  /** A sorted set in a ziplist. */
  RdbOutcome sortedSetOfZiplist() throws IOException, RdbStop {
    elements.ziplist(Shape.SCORES);
    refuseZiplist();
    judgeScores();
    return outcome();
  }

  private RdbOutcome outcome() {
    return elements.entries() == 0 ? RdbOutcome.SKIPPED : RdbOutcome.KEPT;
  }

  private void refuseZiplist() throws RdbStop {
    refuseDamage();
    if (elements.entries() % 2 != 0) {
      throw RdbStop.badFormat(
          elements.start(), "expected pairs, found " + elements.entries() + " entries");
    }
    refuseRepeated();
  }

  private void refuseDamage() throws RdbStop {
    PackedDamage damage = elements.damage();
    if (damage != null) {
      throw RdbStop.badFormat(elements.inSource(damage.offset()), damage.getMessage());
    }
  }

  private void refuseRepeated() throws RdbStop {
    if (elements.repeatedAt() >= 0) {
      throw RdbStop.badFormat(elements.repeatedAt(), "expected every member once, found one twice");
    }
  }

  private void refuseUnlessInside(PackedDamage damage) throws RdbStop {
    if (damage.part() != PackedDamage.Part.INSIDE) {
      throw RdbStop.badFormat(elements.start(), damage.getMessage());
    }
  }

  /**
   * @param packed how many elements servers keep packed
   */
  private RdbOutcome judgeListpack(Shape shape, long packed) throws RdbStop {
    PackedContainer walker = elements.walker();
    long announced = walker.announced();
    boolean isKnown = announced != PackedContainer.UNKNOWN;
    boolean isConverted = (isKnown ? announced : elements.entries()) / shape.entries() > packed;
    PackedDamage damage = elements.damage();
    // Where the count is not known, servers go through the entries for it, and abort on damage.
    boolean isUncountable = !isKnown && damage != null && !damage.isEarlyEnd();
    int loadedBy = isConverted || isUncountable ? RdbDamages.NONE : RdbDamages.SHALLOW;
    if (damage != null) {
      refuseUnlessInside(damage);
      boolean isCount = damage.offset() == COUNT_OFFSET;
      add(
          elements.inSource(damage.offset()),
          isCount ? RdbDamages.SHALLOW : loadedBy,
          damage.getMessage());
    }
    if (elements.entries() % shape.entries() != 0 && damage == null) {
      add(
          elements.start(),
          loadedBy,
          "expected a multiple of " + shape.entries() + " entries, found " + elements.entries());
    }
    if (elements.repeatedAt() >= 0) {
      add(elements.repeatedAt(), loadedBy, "expected every member once, found one twice");
    }
    if (damage == null && context.isDeep) {
      RdbContainers.noteDisputed(context, elements.place(), walker);
    }
    if (isKnown && announced < shape.entries()) {
      return RdbOutcome.SKIPPED;
    }
    return damage == null ? outcome() : RdbOutcome.KEPT;
  }

  private void add(long offset, int loadedBy, String text) throws RdbStop {
    context.damages.add(
        offset, RdbDamage.Kind.CRASHES_LATER, loadedBy, RdbDamages.NONE, "listpack: " + text);
  }

  private void judgeScores() throws RdbStop {
    if (!context.isDeep) {
      return;
    }
    boolean isConverted = elements.entries() / 2 > PACKED_MEMBERS;
    if (elements.scores().nanAt() >= 0) {
      int loadedBy = isConverted ? RdbDamages.NONE : RdbDamages.SHALLOW;
      context.damages.add(
          elements.scores().nanAt(),
          RdbDamage.Kind.CRASHES_LATER,
          loadedBy,
          loadedBy,
          "expected a score, found NaN");
    }
    if (elements.scores().badAt() >= 0) {
      context.damages.add(
          elements.scores().badAt(),
          RdbDamage.Kind.WRONG_READS,
          "expected a score, found what is not just a number");
    }
    if (elements.scores().unorderedAt() >= 0) {
      context.damages.add(
          elements.scores().unorderedAt(),
          isConverted ? RdbDamage.Kind.ODD : RdbDamage.Kind.WRONG_READS,
          "expected members in the order of their scores, found one out of order");
    }
  }

  /**
   * Redis 8.0.6 reads the first deadline when it loads the key, and aborts if it meets damage on
   * its way, or a text (measured); a listpack that ends in front of it is taken. Of three entries
   * it is the last one, and looked for from the end.
   */
  private void judgeFirstDeadline() throws RdbStop {
    boolean isLast =
        elements.damage() != null && elements.walker().announced() == Shape.TRIPLES.entries();
    boolean isRead =
        isLast
            ? elements.deadlines().isLastNumber()
            : elements.entries() < Shape.TRIPLES.entries()
                ? elements.isEarlyEnd()
                : !elements.deadlines().isFirstNoNumber();
    if (!isRead) {
      throw RdbStop.badFormat(
          elements.start(), "expected a number for the first deadline of a field, found none");
    }
  }

  private void judgeDeadlines() throws RdbStop {
    int knowing = Server.REDIS_7_4.bit() | Server.REDIS_8_0.bit();
    boolean isConverted = elements.entries() / Shape.TRIPLES.entries() > PACKED_PAIRS;
    int unlessConverted = isConverted ? RdbDamages.NONE : knowing;
    if (elements.deadlines().notNumberAt() >= 0) {
      context.damages.add(
          elements.deadlines().notNumberAt(),
          RdbDamage.Kind.CRASHES_LATER,
          unlessConverted,
          RdbDamages.NONE,
          "expected a deadline of a field, found a text");
    }
    if (elements.deadlines().negativeAt() >= 0) {
      context.damages.add(
          elements.deadlines().negativeAt(),
          RdbDamage.Kind.CRASHES_LATER,
          unlessConverted,
          RdbDamages.NONE,
          "expected a deadline of a field, found a negative one");
    }
    if (elements.deadlines().lateAt() >= 0) {
      context.damages.add(
          elements.deadlines().lateAt(),
          RdbDamage.Kind.WRONG_READS,
          unlessConverted,
          RdbDamages.NONE,
          "expected a deadline of a field, found one above 2^48 - 1");
    }
    if (elements.deadlines().unorderedAt() >= 0) {
      context.damages.add(
          elements.deadlines().unorderedAt(),
          RdbDamage.Kind.WRONG_READS,
          knowing,
          RdbDamages.NONE,
          "expected fields in the order of their deadlines, found one out of order");
    }
  }
}
