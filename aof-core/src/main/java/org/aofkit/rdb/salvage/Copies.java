package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what came into an image as a copy of another part of it: records between two damaged spots
 * that stand elsewhere, byte for byte and in the same order. They are whole, and in a database that
 * never had them.
 *
 * <p>Databases may hold the same keys with the same values. So nothing is taken for a copy where
 * the records in front of the first spot and behind the second one stand elsewhere too.
 */
final class Copies {
  private static final int MOST_LOOKED_FOR = 1 << 16;
  private static final int MOST_OF_ISLAND = 16;
  private static final int MOST_NEIGHBOURS = 8;
  private static final int MOST_HASHED = 1 << 12;
  private static final int BLOCK = 1 << 12;

  /** Reading once more may take so many times the image. */
  private static final int CHARGE = 4;

  private final ByteWindow bytes;
  private final ByteWindow other;
  private final Glance glance;
  private final ImageWalk walk;
  private final Map<Long, List<Wanted>> wanted = new HashMap<>();
  private final Set<Long> lengths = new HashSet<>();
  private int lookedFor;
  private long credit;
  private final byte[] ones = new byte[BLOCK];
  private final byte[] twos = new byte[BLOCK];

  /** Records between two damaged spots, and what they are a copy of. */
  static final class Island {
    private final int first;
    private final int behind;
    private final long from;
    private final long to;
    private long matchFrom = -1;
    private long matchEnd = -1;
    private long shift;
    private int neighbours;
    private int neighboursElsewhere;

    Island(int first, int behind, long from, long to) {
      this.first = first;
      this.behind = behind;
      this.from = from;
      this.to = to;
    }

    /** Its first stretch. */
    int first() {
      return first;
    }

    /** The first stretch behind it. */
    int behind() {
      return behind;
    }

    boolean holds(long offset) {
      return offset >= from && offset < to;
    }
  }

  /** A record that is looked for. */
  private static final class Wanted {
    private final Island island;
    private final long from;
    private final long length;
    private final boolean isNeighbour;
    private boolean isFound;

    Wanted(Island island, long from, long length, boolean isNeighbour) {
      this.island = island;
      this.from = from;
      this.length = length;
      this.isNeighbour = isNeighbour;
    }
  }

  private interface Visitor {
    /** A record with what belongs to it; whether to go on. */
    boolean record(long from, long end) throws IOException;
  }

  /**
   * Looks at what a walk has found.
   *
   * @param other a second window over the same bytes
   */
  Copies(ByteWindow bytes, ByteWindow other, Glance glance, ImageWalk walk) {
    this.bytes = bytes;
    this.other = other;
    this.glance = glance;
    this.walk = walk;
    this.credit = CHARGE * bytes.limit() + BLOCK;
  }

  /** Marks the stretches that are copies. */
  void mark() throws IOException {
    List<Island> islands = islands();
    if (islands.isEmpty()) {
      return;
    }
    for (Island island : islands) {
      wants(island);
    }
    for (Stretch stretch : walk.stretches()) {
      if (credit > 0) {
        records(stretch, this::look);
      }
    }
    for (Island island : islands) {
      if (isCopy(island)) {
        leaveOut(island, true, "a copy of keys that stand elsewhere");
      }
    }
  }

  /** What stands between gaps. Behind the last one it is none if it leads to the end. */
  List<Island> islands() {
    List<Stretch> stretches = walk.stretches();
    List<Island> islands = new ArrayList<>();
    for (int i = 0; i < stretches.size(); i++) {
      if (stretches.get(i).gap == null) {
        continue;
      }
      int behind = i + 1;
      while (behind < stretches.size() && stretches.get(behind).gap == null) {
        behind++;
      }
      if (behind < stretches.size() || walk.end() < 0) {
        long to = stretches.get(behind - 1).to;
        islands.add(new Island(i, behind, stretches.get(i).from, to));
      }
    }
    return islands;
  }

  /** Takes note of the first records of an island, and of some around it. */
  private void wants(Island island) throws IOException {
    List<Stretch> stretches = walk.stretches();
    List<long[]> front = new ArrayList<>();
    records(
        stretches.get(island.first - 1),
        (from, end) -> {
          front.add(new long[] {from, end});
          if (front.size() > MOST_NEIGHBOURS) {
            front.remove(0);
          }
          return true;
        });
    for (long[] each : front) {
      want(island, each[0], each[1], true);
    }
    int[] count = new int[1];
    for (int i = island.first; i < island.behind; i++) {
      records(
          stretches.get(i),
          (from, end) -> {
            want(island, from, end, false);
            return ++count[0] < MOST_OF_ISLAND;
          });
    }
    if (island.behind < stretches.size()) {
      int[] neighbours = new int[1];
      records(
          stretches.get(island.behind),
          (from, end) -> {
            want(island, from, end, true);
            return ++neighbours[0] < MOST_NEIGHBOURS;
          });
    }
  }

  private void want(Island island, long from, long end, boolean isNeighbour) throws IOException {
    if (lookedFor >= MOST_LOOKED_FOR) {
      return;
    }
    lookedFor++;
    island.neighbours += isNeighbour ? 1 : 0;
    lengths.add(end - from);
    wanted
        .computeIfAbsent(hash(from, end), hash -> new ArrayList<>(1))
        .add(new Wanted(island, from, end - from, isNeighbour));
  }

  /** Passes the keys of a stretch, each with its deadline and the like. */
  private void records(Stretch stretch, Visitor visitor) throws IOException {
    long at = stretch.from;
    long attributes = -1;
    while (at < stretch.to) {
      Glance.Kind kind = glance.at(at);
      long end = glance.end();
      if (kind == Glance.Kind.NONE || kind == Glance.Kind.END) {
        return;
      }
      if (kind == Glance.Kind.ATTRIBUTE) {
        attributes = attributes < 0 ? at : attributes;
      } else {
        if (kind == Glance.Kind.KEY && !visitor.record(attributes < 0 ? at : attributes, end)) {
          return;
        }
        attributes = -1;
      }
      at = end;
    }
  }

  private long hash(long from, long end) throws IOException {
    int count = (int) Math.min(MOST_HASHED, end - from);
    long hash = end - from;
    byte[] head = new byte[count];
    bytes.copy(from, head, 0, count);
    for (byte each : head) {
      hash = (hash ^ each & 0xFF) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** Looks whether a record is one that is looked for. */
  private boolean look(long from, long end) throws IOException {
    if (!lengths.contains(end - from)) {
      return true;
    }
    for (Wanted each : wanted.getOrDefault(hash(from, end), List.of())) {
      if (--credit <= 0) {
        return false;
      }
      if (each.from != from) {
        found(each, from, end);
      }
    }
    return true;
  }

  private void found(Wanted each, long from, long end) throws IOException {
    Island island = each.island;
    if (island.holds(from)) {
      return;
    }
    if (each.isNeighbour) {
      if (!each.isFound && same(each.from, from, each.length) == each.length) {
        each.isFound = true;
        island.neighboursElsewhere++;
      }
      return;
    }
    boolean isKnown =
        island.shift == from - each.from
            && each.from >= island.matchFrom
            && each.from < island.matchEnd;
    if (isKnown) {
      return;
    }
    long length = same(each.from, from, island.to - each.from);
    if (length >= end - from && length > island.matchEnd - island.matchFrom) {
      island.matchFrom = each.from;
      island.matchEnd = each.from + length;
      island.shift = from - each.from;
    }
  }

  /** How many bytes are the same at two places. */
  private long same(long one, long two, long most) throws IOException {
    long limit = Math.min(most, bytes.limit() - Math.max(one, two));
    long done = 0;
    while (done < limit) {
      int count = (int) Math.min(BLOCK, limit - done);
      bytes.copy(one + done, ones, 0, count);
      other.copy(two + done, twos, 0, count);
      credit -= count;
      int differs = Arrays.mismatch(ones, 0, count, twos, 0, count);
      if (differs >= 0) {
        return done + differs;
      }
      done += count;
    }
    return limit;
  }

  /** Whether all of it but a record at each edge is what stands elsewhere. */
  private boolean isCopy(Island island) throws IOException {
    if (island.matchFrom < 0 || 2 * island.neighboursElsewhere > island.neighbours) {
      return false;
    }
    int[] counts = new int[3];
    for (int i = island.first; i < island.behind; i++) {
      records(
          walk.stretches().get(i),
          (from, end) -> {
            counts[from < island.matchFrom ? 0 : end <= island.matchEnd ? 1 : 2]++;
            return counts[0] <= 1 && counts[2] <= 1;
          });
    }
    return counts[0] <= 1 && counts[2] <= 1 && counts[1] > counts[0] + counts[2];
  }

  /**
   * Leaves an island out. What follows is in the database in front again if another was selected in
   * it.
   *
   * @param isCopy whether its keys are kept elsewhere
   */
  void leaveOut(Island island, boolean isCopy, String why) {
    List<Stretch> stretches = walk.stretches();
    Span front = stretches.get(island.first - 1).span;
    Span last = stretches.get(island.behind - 1).span;
    for (int i = island.first; i < island.behind; i++) {
      Stretch stretch = stretches.get(i);
      stretch.isLeftOut = true;
      stretch.isCopy = isCopy;
      stretch.why = why;
      move(stretch, front);
    }
    for (int i = island.behind;
        last != front && i < stretches.size() && stretches.get(i).span == last;
        i++) {
      move(stretches.get(i), front);
    }
  }

  private void move(Stretch stretch, Span to) {
    stretch.span = to;
    Gap gap = stretch.gap;
    if (gap != null && gap.span() != to) {
      Gap moved = gap.in(to);
      int index = Collections.binarySearch(walk.gaps(), gap, Comparator.comparingLong(Gap::bad));
      walk.gaps().set(index, moved);
      stretch.gap = moved;
    }
  }
}
