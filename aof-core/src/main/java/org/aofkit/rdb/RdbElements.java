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
  private final RdbScores scores = new RdbScores();
  private final RdbFieldDeadlines deadlines = new RdbFieldDeadlines();

  /*
   * A class for each kind of tuple: the loops of the walkers, which call them, stay small when they
   * are compiled, as these are too many to be compiled into each (src/bench/rdb.sh, file types).
   */
  private final PackedSink scored = new Scored();
  private final PackedSink triples = new Triples();

  private Shape shape = Shape.LIST;
  private PackedContainer walker = listpack;
  private boolean isWatched;
  private long count;
  private int slot;
  private long entries;
  private @Nullable PackedDamage damage;

  private long repeatedAt;

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
    scores.begin();
    deadlines.begin();
    strings.open();
    place.begin(strings);
    isWatched = context.isDeep && shape != Shape.LIST && walker != intset;
    if (isWatched) {
      context.members.begin(expected(newWalker == listpack ? LISTPACK_COUNT : ZIPLIST_COUNT));
    }
    try {
      boolean isIdle = shape == Shape.LIST && !context.isTold;
      entries = walker.walk(place.input(), isIdle ? null : sink());
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
    if (shape == Shape.TRIPLES && damage != null && damage.part() == PackedDamage.Part.INSIDE) {
      deadlines.setLastNumber(RdbLastEntry.isNumber(place, context.source()));
    }
    strings.close();
  }

  private PackedSink sink() {
    return shape == Shape.SCORES ? scored : shape == Shape.TRIPLES ? triples : this;
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

  /** What is wrong with the scores. */
  RdbScores scores() {
    return scores;
  }

  /** What is wrong with the deadlines of fields. */
  RdbFieldDeadlines deadlines() {
    return deadlines;
  }

  @Override
  public void integer(long value) throws IOException {
    if (slot == 0 && isWatched) {
      watch(context.hash.number(value));
    }
    if (context.isTold) {
      place.showNumber(context.view, value);
      tell();
    }
    next();
  }

  @Override
  public void bytes(byte[] array, int index, int length) throws IOException {
    if (slot == 0 && isWatched) {
      watch(context.hash.text(array, index, length));
    }
    if (context.isTold) {
      place.show(context.view, array, index, length);
      tell();
    }
    next();
  }

  @Override
  public void large(long offsetInString, long length) throws IOException, PackedDamage {
    if (slot == 0 && isWatched) {
      RdbSlice slice = place.slice(offsetInString, length);
      watch(strings.hash(slice.open(context.source())::read, length, context.hash));
    }
    if (context.isTold) {
      place.show(context.view, offsetInString, length);
      tell();
    }
    next();
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

  /** Members and scores. */
  private final class Scored implements PackedSink {
    @Override
    public void integer(long value) throws IOException {
      if (slot == 0) {
        if (context.isDeep) {
          scores.order().number(value);
        }
        RdbElements.this.integer(value);
      } else {
        score(value);
      }
    }

    @Override
    public void bytes(byte[] array, int index, int length) throws IOException {
      if (slot == 0) {
        if (context.isDeep) {
          scores.order().bytes(array, index, length);
        }
        RdbElements.this.bytes(array, index, length);
      } else {
        if (!RdbScore.isNumber(array, index, length)) {
          scores.bad(here());
        }
        score(RdbScore.valueOf(array, index, length));
      }
    }

    @Override
    public void large(long offsetInString, long length) throws IOException, PackedDamage {
      if (slot == 0) {
        if (context.isDeep) {
          scores.order().large();
        }
        RdbElements.this.large(offsetInString, length);
      } else {
        scores.bad(here());
        score(0);
      }
    }

    private void score(double value) throws IOException {
      if (context.isDeep) {
        scores.score(value, here());
      }
      if (context.isTold) {
        context.handler().score(value);
      }
      next();
    }
  }

  /** Fields, values and deadlines. */
  private final class Triples implements PackedSink {
    @Override
    public void integer(long value) throws IOException {
      if (slot == 2) {
        deadline(value);
        next();
      } else {
        RdbElements.this.integer(value);
      }
    }

    @Override
    public void bytes(byte[] array, int index, int length) throws IOException {
      if (slot == 2) {
        deadlines.notNumber(count == slot, here());
        deadline(0);
        next();
      } else {
        RdbElements.this.bytes(array, index, length);
      }
    }

    @Override
    public void large(long offsetInString, long length) throws IOException, PackedDamage {
      if (slot == 2) {
        deadlines.notNumber(count == slot, here());
        next();
      } else {
        RdbElements.this.large(offsetInString, length);
      }
    }

    private void deadline(long value) throws IOException {
      deadlines.deadline(value, here());
      if (context.isTold) {
        context.handler().fieldDeadline(value == 0 ? -1 : value);
      }
    }
  }
}
