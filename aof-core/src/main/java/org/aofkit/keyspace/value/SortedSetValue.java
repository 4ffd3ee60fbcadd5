package org.aofkit.keyspace.value;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.ScoredMembers;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set. Members have numbers from 0 on, until one is removed; their order by score and name
 * is only made when it is asked for: most sorted sets of a log are only added to.
 *
 * <p>Servers keep up to {@value #MOST_PACKED} members of up to {@value #LONGEST_PACKED} bytes in a
 * form that has no -0: a score of -0 is 0 there. What once was larger is in another form, which
 * keeps the sign, for as long as the key lives. Measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
 */
public final class SortedSetValue implements Value {
  /** So many members servers keep packed, by default. */
  public static final int MOST_PACKED = 128;

  /** So many bytes packed members have at most, by default. */
  public static final int LONGEST_PACKED = 64;

  private final NameTable members;
  private double[] scores;
  private boolean isPacked = true;
  private @Nullable RankOrder order;

  /** An empty sorted set, which is no value for a key yet. */
  public SortedSetValue() {
    this(new NameTable(), new double[0]);
  }

  private SortedSetValue(NameTable members, double[] scores) {
    this.members = members;
    this.scores = scores;
  }

  @Override
  public ValueType type() {
    return ValueType.ZSET;
  }

  @Override
  public boolean isEmpty() {
    return members.size() == 0;
  }

  @Override
  public SortedSetValue copy() {
    var copy = new SortedSetValue(members.copy(), scores.clone());
    copy.isPacked = isPacked;
    return copy;
  }

  @Override
  public long memory() {
    long ofOrder = order == null ? 0 : 2L * Integer.BYTES * members.size();
    return Memory.OBJECT + members.memory() + (long) Double.BYTES * scores.length + ofOrder;
  }

  @Override
  public RdbValue toRdb() {
    return new RdbValue.SortedSetValue(this::tellTo);
  }

  /** From the highest rank to the lowest if that is known, which servers load fastest. */
  private void tellTo(ScoredMembers.Sink sink) throws java.io.IOException {
    int size = members.size();
    int[] ordered = isPacked ? null : order().slice(0, size);
    for (int i = size - 1; i >= 0; i--) {
      int number = ordered == null ? i : ordered[i];
      sink.member(scores[number]).bytes(members.name(number));
    }
  }

  /** How many members there are. */
  public int size() {
    return members.size();
  }

  /** The number of a member; -1 if it is not there. */
  public int find(byte[] member) {
    return members.find(member);
  }

  /** A member; not a copy. */
  public byte[] member(int number) {
    return members.name(number);
  }

  /** A member's score. */
  public double score(int number) {
    return scores[number];
  }

  /** Whether it is in the form for small ones. */
  public boolean isPacked() {
    return isPacked;
  }

  /** From now on it is in the form for large ones. */
  public void unpack() {
    isPacked = false;
  }

  /**
   * Packs it if it is small enough, as servers do with what comes of unions, and with what they
   * load.
   */
  public void packIfSmall() {
    int longest = 0;
    for (int i = 0; i < members.size(); i++) {
      longest = Math.max(longest, members.name(i).length);
    }
    isPacked = members.size() <= MOST_PACKED && longest <= LONGEST_PACKED;
    for (int i = 0; isPacked && i < members.size(); i++) {
      scores[i] = withoutSignOfZero(scores[i]);
    }
  }

  /**
   * Gives a member a score, and adds it if it is not there; not copied.
   *
   * @param score not NaN
   */
  public void put(byte[] member, double score) {
    int number = members.find(member);
    if (number < 0) {
      add(member, score);
    } else {
      setScore(number, score);
    }
  }

  /**
   * Adds a member that is not there; not copied.
   *
   * @param score not NaN
   */
  public void add(byte[] member, double score) {
    if (members.size() >= MOST_PACKED || member.length > LONGEST_PACKED) {
      isPacked = false;
    }
    int number = members.size();
    members.add(member);
    if (scores.length < members.room()) {
      scores = Arrays.copyOf(scores, members.room());
    }
    scores[number] = isPacked ? withoutSignOfZero(score) : score;
    if (order != null) {
      order.add(number);
    }
  }

  /**
   * Gives a member another score.
   *
   * @param score not NaN
   */
  public void setScore(int number, double score) {
    if (order != null) {
      order.remove(number);
    }
    scores[number] = isPacked ? withoutSignOfZero(score) : score;
    if (order != null) {
      order.add(number);
    }
  }

  /** Removes a member; the last one takes its number. */
  public void remove(int number) {
    if (order != null) {
      order.remove(number);
    }
    drop(number);
  }

  /** The numbers of the members of the ranks from one to below another, the lowest score first. */
  public int[] ranks(int from, int to) {
    return order().slice(from, to);
  }

  /** Removes the members of the ranks from one to below another. */
  public void removeRanks(int from, int to) {
    int[] numbers = order().slice(from, to);
    order().removeRange(from, to);
    // The highest number first: the last one, which takes its place, is then never to be removed.
    Arrays.sort(numbers);
    for (int i = numbers.length - 1; i >= 0; i--) {
      drop(numbers[i]);
    }
  }

  /**
   * How many members there are in front of the first of which something does not hold.
   *
   * @param holds what does not hold of a member does not of any of higher rank; takes its number
   */
  public int rankOfFirstNot(IntPredicate holds) {
    return order().countWhile(holds);
  }

  private void drop(int number) {
    int last = members.size() - 1;
    if (order != null && last != number) {
      order.rename(last, number);
    }
    members.remove(number);
    scores[number] = scores[last];
  }

  private RankOrder order() {
    RankOrder known = order;
    if (known == null) {
      known = new RankOrder(this::compare, members.size());
      order = known;
    }
    return known;
  }

  private int compare(int a, int b) {
    if (scores[a] != scores[b]) {
      return scores[a] < scores[b] ? -1 : 1;
    }
    return Arrays.compareUnsigned(members.name(a), members.name(b));
  }

  private static double withoutSignOfZero(double score) {
    return score + 0.0;
  }
}
