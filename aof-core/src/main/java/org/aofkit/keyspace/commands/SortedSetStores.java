package org.aofkit.keyspace.commands;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.SetValue;
import org.aofkit.keyspace.value.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** Unions, intersections and differences of sorted sets, and of sets with scores of 1. */
final class SortedSetStores {
  private SortedSetStores() {}

  static void addTo(Actions actions) {
    actions
        .add("zunionstore", call -> store(call, "zunionstore", true, SortedSetStores::union))
        .add("zinterstore", call -> store(call, "zinterstore", true, SortedSetStores::intersection))
        .add("zdiffstore", call -> store(call, "zdiffstore", false, SortedSetStores::difference));
  }

  /** Makes one sorted set of several. */
  @FunctionalInterface
  private interface Combination {
    SortedSetValue of(List<ScoredSource> sources, Aggregate aggregate);
  }

  private static Outcome store(Call call, String name, boolean isWeighted, Combination combination)
      throws RefusedException {
    long keys = call.integer(2);
    if (keys < 1) {
      throw new RefusedException("ERR at least 1 input key is needed for '" + name + "' command");
    }
    if (keys > call.count() - 3L) {
      throw RefusedException.syntax();
    }
    int end = 3 + (int) keys;
    List<ScoredSource> sources = new ArrayList<>();
    for (int i = 3; i < end; i++) {
      sources.add(source(call.key(i)));
    }
    Aggregate aggregate = options(call, end, isWeighted, sources);
    if (isWeighted) {
      // The order decides what sums are rounded to.
      sources.sort(Comparator.comparingInt(ScoredSource::size));
    }
    SortedSetValue result = combination.of(sources, aggregate);
    if (result.isEmpty()) {
      return Outcome.changed(call.database().remove(call.name(1)) != null);
    }
    result.packIfSmall();
    call.store(1, result);
    return Outcome.CHANGED;
  }

  private static ScoredSource source(@Nullable StoredKey key) throws RefusedException {
    if (key == null) {
      return new ScoredSource(null, null);
    }
    if (key.value() instanceof SortedSetValue scored) {
      return new ScoredSource(scored, null);
    }
    if (key.value() instanceof SetValue set) {
      return new ScoredSource(null, set);
    }
    throw RefusedException.wrongType();
  }

  private static Aggregate options(
      Call call, int from, boolean isWeighted, List<ScoredSource> sources) throws RefusedException {
    Aggregate aggregate = Aggregate.SUM;
    int at = from;
    while (at < call.count()) {
      int left = call.count() - at;
      if (isWeighted && left > sources.size() && call.is(at, "WEIGHTS")) {
        at++;
        for (ScoredSource source : sources) {
          source.weight =
              Scores.of(call.word(at++), call.server(), "ERR weight value is not a float");
        }
      } else if (isWeighted && left >= 2 && call.is(at, "AGGREGATE")) {
        aggregate = Aggregate.of(call, at + 1);
        at += 2;
      } else {
        throw RefusedException.syntax();
      }
    }
    return aggregate;
  }

  private static SortedSetValue union(List<ScoredSource> sources, Aggregate aggregate) {
    SortedSetValue result = unpacked();
    for (ScoredSource source : sources) {
      for (int i = 0; i < source.size(); i++) {
        byte[] member = source.member(i);
        double score = Aggregate.withoutNan(source.weight * source.score(i));
        int number = result.find(member);
        if (number < 0) {
          result.add(member, score);
        } else {
          result.setScore(number, aggregate.of(result.score(number), score));
        }
      }
    }
    return result;
  }

  private static SortedSetValue intersection(List<ScoredSource> sources, Aggregate aggregate) {
    SortedSetValue result = unpacked();
    ScoredSource first = sources.get(0);
    for (int i = 0; i < first.size(); i++) {
      byte[] member = first.member(i);
      double score = Aggregate.withoutNan(first.weight * first.score(i));
      boolean isEverywhere = true;
      for (int j = 1; isEverywhere && j < sources.size(); j++) {
        ScoredSource other = sources.get(j);
        int number = other.find(member);
        isEverywhere = number >= 0;
        if (isEverywhere) {
          score = aggregate.of(score, other.weight * other.score(number));
        }
      }
      if (isEverywhere) {
        result.add(member, score);
      }
    }
    return result;
  }

  private static SortedSetValue difference(List<ScoredSource> sources, Aggregate aggregate) {
    SortedSetValue result = unpacked();
    ScoredSource first = sources.get(0);
    List<ScoredSource> others = sources.subList(1, sources.size());
    for (int i = 0; i < first.size(); i++) {
      byte[] member = first.member(i);
      if (others.stream().noneMatch(other -> other.find(member) >= 0)) {
        result.add(member, first.score(i));
      }
    }
    return result;
  }

  private static SortedSetValue unpacked() {
    var result = new SortedSetValue();
    result.unpack();
    return result;
  }

  /** What becomes of two scores of a member. */
  private enum Aggregate {
    SUM,
    MIN,
    MAX;

    static Aggregate of(Call call, int index) throws RefusedException {
      for (Aggregate aggregate : values()) {
        if (call.is(index, aggregate.name())) {
          return aggregate;
        }
      }
      throw RefusedException.syntax();
    }

    /** The score of both; that which was there stays where neither is less. */
    double of(double before, double score) {
      return switch (this) {
        case SUM -> withoutNan(before + score);
        case MIN -> score < before ? score : before;
        case MAX -> score > before ? score : before;
      };
    }

    /** Servers take 0 for infinity less infinity, and for infinity times 0. */
    static double withoutNan(double score) {
      return Double.isNaN(score) ? 0 : score;
    }
  }

  /** A sorted set, a set, or a key that does not exist. */
  private static final class ScoredSource {
    private final @Nullable SortedSetValue scored;
    private final @Nullable SetValue set;
    private double weight = 1;

    ScoredSource(@Nullable SortedSetValue scored, @Nullable SetValue set) {
      this.scored = scored;
      this.set = set;
    }

    int size() {
      if (scored != null) {
        return scored.size();
      }
      return set == null ? 0 : set.size();
    }

    byte[] member(int number) {
      if (scored != null) {
        return scored.member(number);
      }
      if (set == null) {
        throw new IndexOutOfBoundsException(number);
      }
      return set.member(number);
    }

    double score(int number) {
      return scored == null ? 1 : scored.score(number);
    }

    /** The number of a member; -1 if it is not there. All members of a set score the same. */
    int find(byte[] member) {
      if (scored != null) {
        return scored.find(member);
      }
      return set != null && set.contains(member) ? 0 : -1;
    }
  }
}
