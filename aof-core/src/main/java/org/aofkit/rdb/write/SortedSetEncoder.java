package org.aofkit.rdb.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.packed.PackedWriter;

/**
 * Writes sorted sets: up to 128 members of up to 64 bytes as a listpack or ziplist in rank order;
 * else plain, as they are told.
 */
final class SortedSetEncoder {
  private static final int MAX_ENTRIES = 128;
  private static final int LONGEST = 64;

  private final RdbOutput out;
  private final RdbStringWriter strings;
  private final RdbTarget target;
  private final PackedWriter packed;
  private final ScoreText scores;

  SortedSetEncoder(RdbOutput out, RdbStringWriter strings, RdbTarget target, PackedWriter packed) {
    this.out = out;
    this.strings = strings;
    this.target = target;
    this.packed = packed;
    this.scores = new ScoreText(target.hasListpacks(), target.hasShortestScores());
  }

  void write(RecordStart start, ScoredMembers members) throws IOException {
    var first = new First();
    members.tellTo(first);
    first.finish();
    Twice.checkNotEmpty(first.count);
    if (first.isSmall) {
      packed.reset();
      first.kept.sort(SortedSetEncoder::byRank);
      for (Member member : first.kept) {
        packed.bytes(member.name, 0, member.name.length);
        scores.addTo(packed, member.score);
      }
      start.type(target.hasListpacks() ? RdbType.SORTED_SET_LISTPACK : RdbType.SORTED_SET_ZIPLIST);
      strings.packed(packed);
      return;
    }
    start.type(RdbType.SORTED_SET);
    out.putLength(first.count);
    var second = new Second();
    members.tellTo(second);
    second.finish();
    Twice.check(first.count, second.count);
  }

  private static int byRank(Member a, Member b) {
    if (a.score != b.score) {
      return a.score < b.score ? -1 : 1;
    }
    return Arrays.compareUnsigned(a.name, b.name);
  }

  private static void check(double score) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("a score is not a number");
    }
  }

  private record Member(byte[] name, double score) {}

  /** Counts, and keeps members as long as there are few short ones. */
  private final class First extends ShortStrings implements ScoredMembers.Sink {
    private final List<Member> kept = new ArrayList<>();
    private boolean isSmall = true;
    private long count;
    private long told;
    private double score;

    @Override
    public StringSink member(double next) {
      check(next);
      Twice.check(count, told);
      count++;
      score = next;
      return this;
    }

    @Override
    void string(byte[] array, int index, int length) {
      told++;
      isSmall &= length <= LONGEST && count <= MAX_ENTRIES;
      if (isSmall) {
        kept.add(new Member(Arrays.copyOfRange(array, index, index + length), score));
      }
    }

    @Override
    void longString(Content content) {
      told++;
      isSmall = false;
    }

    void finish() {
      Twice.check(count, told);
    }
  }

  /** Writes each score behind its member. */
  private final class Second implements ScoredMembers.Sink {
    private final long before = strings.strings();
    private long count;
    private double score;

    @Override
    public StringSink member(double next) throws IOException {
      check(next);
      finish();
      count++;
      score = next;
      return strings;
    }

    void finish() throws IOException {
      Twice.check(count, strings.strings() - before);
      if (count > 0) {
        out.putDouble(score);
      }
    }
  }
}
