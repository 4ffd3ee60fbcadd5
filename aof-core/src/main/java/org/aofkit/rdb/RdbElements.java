package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.Intset;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;
import org.aofkit.rdb.packed.Ziplist;
import org.aofkit.rdb.packed.Zipmap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the entries of a packed container for what they are in a collection: tells them, and looks
 * for what the walk of the container cannot see: members that come twice, the order and the form of
 * scores and deadlines. What it finds is kept until the next walk; who minds is for others to say.
 */
final class RdbElements implements PackedSink, RdbMembers.Same {
  /** What the entries are. */
  enum Shape {
    /** Elements of a list. */
    LIST(1),
    /** Members of a set. */
    SET(1),
    /** Fields and values. */
    PAIRS(2),
    /** Members and scores. */
    SCORES(2),
    /** Fields, values and deadlines. */
    TRIPLES(3);

    private final int entries;

    Shape(int entries) {
      this.entries = entries;
    }

    /** How many entries make an element. */
    int entries() {
      return entries;
    }
  }

  /** Nothing was found. */
  static final long NOWHERE = -1;

  /** Bytes of the shortest entry. */
  private static final int LEAST_ENTRY = 2;

  private static final int LISTPACK_COUNT = 4;
  private static final int ZIPLIST_COUNT = 8;
  private static final int MANY = 0xFFFF;

  private final RdbContext context;
  private final RdbStrings strings;
  private final RdbPlace place = new RdbPlace();
  private final Listpack listpack = new Listpack();
  private final Ziplist ziplist = new Ziplist();
  private final Intset intset = new Intset();
  private final Zipmap zipmap = new Zipmap();

  private Shape shape = Shape.LIST;
  private PackedContainer walker = listpack;
  private boolean isWatched;
  private long count;
  private int slot;
  private long entries;
  private @Nullable PackedDamage damage;

  private long repeatedAt;
  private long nanAt;
  private long badScoreAt;
  private long unorderedAt;
  private long notNumberAt;
  private boolean isFirstNoNumber;
  private boolean isLastNumber;
  private long negativeAt;
  private long lateAt;

  private final RdbMemberOrder order = new RdbMemberOrder();
  private double lastScore;
  private long lastDeadline;

  RdbElements(RdbContext context) {
    this.context = context;
    this.strings = context.strings;
  }

  /** Walks the listpack in the next string. */
  void listpack(Shape ofShape) throws IOException, RdbStop {
    walk(listpack, ofShape);
  }

  /** Walks the ziplist in the next string. */
  void ziplist(Shape ofShape) throws IOException, RdbStop {
    walk(ziplist, ofShape);
  }

  /** Walks the intset in the next string. */
  void intset() throws IOException, RdbStop {
    walk(intset, Shape.SET);
  }

  /** Walks the zipmap in the next string. */
  void zipmap() throws IOException, RdbStop {
    walk(zipmap, Shape.PAIRS);
  }

  private void walk(PackedContainer newWalker, Shape ofShape) throws IOException, RdbStop {
    walker = newWalker;
    shape = ofShape;
    count = 0;
    slot = 0;
    damage = null;
    repeatedAt = NOWHERE;
    nanAt = NOWHERE;
    badScoreAt = NOWHERE;
    unorderedAt = NOWHERE;
    notNumberAt = NOWHERE;
    isFirstNoNumber = false;
    negativeAt = NOWHERE;
    lateAt = NOWHERE;
    lastScore = Double.NEGATIVE_INFINITY;
    lastDeadline = 0;
    order.begin();
    strings.open();
    place.begin(strings);
    isWatched = context.isDeep && shape != Shape.LIST && walker != intset;
    if (isWatched) {
      context.members.begin(expected(newWalker == listpack ? LISTPACK_COUNT : ZIPLIST_COUNT));
    }
    try {
      boolean isIdle = shape == Shape.LIST && !context.isTold;
      entries = walker.walk(place.input(), isIdle ? null : this);
    } catch (PackedDamage found) {
      damage = found;
      entries = count;
      if (walker == intset && found.part() == PackedDamage.Part.INSIDE) {
        repeatedAt = new RdbPackedRepeats(context, place).inIntset();
      }
    }
    long members = count / shape.entries;
    if (isWatched && repeatedAt < 0 && members > RdbMembers.MOST) {
      repeatedAt =
          new RdbPackedRepeats(context, place).inContainer(walker, shape.entries, members, this);
    }
    isLastNumber =
        shape == Shape.TRIPLES
            && damage != null
            && damage.part() == PackedDamage.Part.INSIDE
            && RdbLastEntry.isNumber(place, context.source());
    strings.close();
  }

  /**
   * How many members there may be: as many as the header says, unless there is no room for them.
   *
   * @param countAt where in the header two bytes say it; a zipmap has none
   */
  private long expected(int countAt) {
    PackedInput in = place.input();
    long most = in.size() / (LEAST_ENTRY * shape.entries) + 1;
    if (walker == zipmap || !in.isContiguous() || in.size() < countAt + 2) {
      return most;
    }
    int at = place.index() + countAt;
    int count = place.array()[at] & 0xFF | (place.array()[at + 1] & 0xFF) << 8;
    return count == MANY ? most : Math.min(most, count / shape.entries + 1);
  }

  /** What is wrong with the container itself; null if nothing. */
  @Nullable PackedDamage damage() {
    return damage;
  }

  /** Whether there is nothing wrong with the entries up to where the container ends. */
  boolean isEarlyEnd() {
    return damage == null || damage.isEarlyEnd();
  }

  /** Where the string begins in the source. */
  long start() {
    return place.start();
  }

  /** Where an offset in the string is in the source. */
  long inSource(long within) {
    return place.inSource(within);
  }

  /** Where the last container lies. */
  RdbPlace place() {
    return place;
  }

  /** The walker of the last container. */
  PackedContainer walker() {
    return walker;
  }

  /** How many entries there are, or were told before the damage. */
  long entries() {
    return entries;
  }

  /** Where in the source a member is that comes twice. */
  long repeatedAt() {
    return repeatedAt;
  }

  /** Where in the source a score is that is NaN. */
  long nanAt() {
    return nanAt;
  }

  /** Where in the source a score is that is not just a number. */
  long badScoreAt() {
    return badScoreAt;
  }

  /** Where in the source a member or a deadline is that is out of order. */
  long unorderedAt() {
    return unorderedAt;
  }

  /** Whether the last entry of a damaged listpack, looked for from its end, is a number. */
  boolean isLastNumber() {
    return isLastNumber;
  }

  /** Where in the source a deadline is that is stored as text. */
  long notNumberAt() {
    return notNumberAt;
  }

  /** Whether the first deadline of all is stored as text. */
  boolean isFirstNoNumber() {
    return isFirstNoNumber;
  }

  /** Where in the source a deadline is that is negative. */
  long negativeAt() {
    return negativeAt;
  }

  /** Where in the source a deadline is that is later than any server takes. */
  long lateAt() {
    return lateAt;
  }

  @Override
  public void integer(long value) throws IOException {
    if (slot == 0) {
      if (isOrdered()) {
        order.number(value);
      }
      if (isWatched) {
        watch(context.hash.number(value));
      }
    } else if (shape == Shape.SCORES) {
      score(value);
      next();
      return;
    } else if (slot == 2) {
      deadline(value);
      next();
      return;
    }
    if (context.isTold) {
      place.showNumber(context.view, value);
      tell();
    }
    next();
  }

  @Override
  public void bytes(byte[] array, int index, int length) throws IOException {
    if (slot == 0) {
      if (isOrdered()) {
        order.bytes(array, index, length);
      }
      if (isWatched) {
        watch(context.hash.text(array, index, length));
      }
    } else if (shape == Shape.SCORES) {
      if (!RdbScore.isNumber(array, index, length)) {
        badScore();
      }
      score(RdbScore.valueOf(array, index, length));
      next();
      return;
    } else if (slot == 2) {
      isFirstNoNumber |= count == slot;
      notNumberAt = first(notNumberAt);
      deadline(0);
      next();
      return;
    }
    if (context.isTold) {
      place.show(context.view, array, index, length);
      tell();
    }
    next();
  }

  @Override
  public void large(long offsetInString, long length) throws IOException, PackedDamage {
    if (slot == 0) {
      if (isOrdered()) {
        order.large();
      }
      if (isWatched) {
        RdbSlice slice = place.slice(offsetInString, length);
        watch(strings.hash(slice.open(context.source())::read, length, context.hash));
      }
    } else if (shape == Shape.SCORES) {
      badScore();
      score(0);
      next();
      return;
    } else if (slot == 2) {
      isFirstNoNumber |= count == slot;
      notNumberAt = first(notNumberAt);
      next();
      return;
    }
    if (context.isTold) {
      place.show(context.view, offsetInString, length);
      tell();
    }
    next();
  }

  private boolean isOrdered() {
    return shape == Shape.SCORES && context.isDeep;
  }

  private void next() {
    count++;
    if (++slot == shape.entries) {
      slot = 0;
    }
  }

  private void tell() throws IOException {
    RdbHandler handler = context.handler();
    RdbBytes view = context.view;
    switch (shape) {
      case LIST -> handler.element(view);
      case SET -> handler.member(view);
      case SCORES -> handler.scoredMember(view);
      default -> {
        if (slot == 0) {
          handler.field(view);
        } else {
          handler.value(view);
        }
      }
    }
  }

  private void watch(long hash) throws IOException {
    if (repeatedAt >= 0 || context.members.isFull()) {
      return;
    }
    try {
      if (context.members.add(hash, count, this) >= 0) {
        repeatedAt = here();
      }
    } catch (RdbStop stop) {
      throw new IllegalStateException("a string that was read before", stop);
    }
  }

  /** Compares entries by their numbers. */
  @Override
  public boolean isSame(long number, long other) throws IOException, RdbStop {
    PackedContainer again =
        walker == listpack ? new Listpack() : walker == ziplist ? new Ziplist() : new Zipmap();
    RdbEntryFinder finder = new RdbEntryFinder();
    RdbSlice one = finder.find(strings, again, number);
    return RdbLens.isSame(context.source(), one, finder.find(strings, again, other));
  }

  private long here() {
    return place.inSource(place.input().position());
  }

  private long first(long before) {
    return before >= 0 ? before : here();
  }

  private void badScore() {
    badScoreAt = first(badScoreAt);
  }

  /** Members are sorted by score, and those of one score by their bytes. */
  private void score(double value) throws IOException {
    if (context.isDeep) {
      if (Double.isNaN(value)) {
        nanAt = first(nanAt);
      } else if (value < lastScore || (value == lastScore && order.isBefore())) {
        unorderedAt = first(unorderedAt);
      }
    }
    lastScore = value;
    if (context.isTold) {
      context.handler().score(value);
    }
  }

  /** Deadlines ascend; the fields without one (0) stand behind them. */
  private void deadline(long value) throws IOException {
    if (value < 0) {
      negativeAt = first(negativeAt);
    } else if (value > RdbCollections.LAST_REDIS_DEADLINE) {
      lateAt = first(lateAt);
    }
    long order = value == 0 ? Long.MAX_VALUE : value;
    if (order < lastDeadline) {
      unorderedAt = first(unorderedAt);
    }
    lastDeadline = order;
    if (context.isTold) {
      context.handler().fieldDeadline(value == 0 ? -1 : value);
    }
  }
}
