package org.aofkit.keyspace.commands;

import java.util.Arrays;
import org.aofkit.keyspace.value.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** Which members of a sorted set a command means: all between two ends. */
interface MemberRange {
  /** Whether a member is in front of all that are meant. */
  boolean isBelow(SortedSetValue set, int number);

  /** Whether a member is behind all that are meant. */
  boolean isAbove(SortedSetValue set, int number);

  /** Whether the order of the members is the order that this range goes by. */
  boolean isFor(SortedSetValue set);

  /** The first rank that is meant; or where one would be. */
  default int from(SortedSetValue set) {
    return set.rankOfFirstNot(number -> isBelow(set, number));
  }

  /** The rank behind the last that is meant; not below {@link #from}. */
  default int to(SortedSetValue set) {
    int end = set.rankOfFirstNot(number -> !isAbove(set, number));
    return Math.max(from(set), end);
  }

  /** Between two scores. */
  static MemberRange ofScores(Call call, int min, int max) throws RefusedException {
    boolean isOpenBelow = isOpen(call.word(min));
    boolean isOpenAbove = isOpen(call.word(max));
    double low = Scores.bound(call.word(min), isOpenBelow ? 1 : 0, call.server());
    double high = Scores.bound(call.word(max), isOpenAbove ? 1 : 0, call.server());
    return new MemberRange() {
      @Override
      public boolean isBelow(SortedSetValue set, int number) {
        double score = set.score(number);
        return isOpenBelow ? score <= low : score < low;
      }

      @Override
      public boolean isAbove(SortedSetValue set, int number) {
        double score = set.score(number);
        return isOpenAbove ? score >= high : score > high;
      }

      @Override
      public boolean isFor(SortedSetValue set) {
        return true;
      }
    };
  }

  /** Between two names, of members that all have the same score. */
  static MemberRange ofNames(Call call, int min, int max) throws RefusedException {
    NameEnd low = NameEnd.of(call.word(min));
    NameEnd high = NameEnd.of(call.word(max));
    return new MemberRange() {
      @Override
      public boolean isBelow(SortedSetValue set, int number) {
        return low.excludes(set.member(number), 1);
      }

      @Override
      public boolean isAbove(SortedSetValue set, int number) {
        return high.excludes(set.member(number), -1);
      }

      @Override
      public boolean isFor(SortedSetValue set) {
        int last = set.size() - 1;
        return last < 0 || set.score(set.ranks(0, 1)[0]) == set.score(set.ranks(last, last + 1)[0]);
      }
    };
  }

  private static boolean isOpen(byte[] word) {
    return word.length > 0 && word[0] == '(';
  }

  /**
   * One end of a range of names.
   *
   * @param name null for an end without a name
   * @param side -1 in front of all names, 1 behind all of them
   */
  record NameEnd(byte @Nullable [] name, boolean isOpen, int side) {
    static NameEnd of(byte[] word) throws RefusedException {
      byte first = word.length == 0 ? 0 : word[0];
      boolean isAlone = word.length == 1 || (word.length > 1 && word[1] == 0);
      if (first == '(' || first == '[') {
        return new NameEnd(Arrays.copyOfRange(word, 1, word.length), first == '(', 0);
      }
      if ((first == '-' || first == '+') && isAlone) {
        return new NameEnd(null, false, first == '-' ? -1 : 1);
      }
      throw new RefusedException("ERR min or max not valid string range item");
    }

    /** Whether a member is on the wrong side; 1 if this is the lower end, -1 if the upper. */
    boolean excludes(byte[] member, int direction) {
      int order = name == null ? -side : Integer.signum(Arrays.compareUnsigned(member, name));
      return isOpen ? order * direction <= 0 : order * direction < 0;
    }
  }
}
