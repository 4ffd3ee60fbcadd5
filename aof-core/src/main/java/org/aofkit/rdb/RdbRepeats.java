package org.aofkit.rdb;

import java.io.IOException;

/**
 * Finds things that come twice among more of them than memory holds, by passing over all of them
 * several times.
 *
 * <p>A first pass notes their hashes ({@link RdbSeen}). A second pass, if there are candidates,
 * compares these, by their hashes and, where these are equal, exactly. If the filter is too small
 * for all, or the candidates are too many, they are divided by their hashes, and each part takes
 * its own two passes.
 */
final class RdbRepeats {
  private static final int FILTER_LONGS = 1 << 20;
  private static final int MEMBERS_A_LONG = 4;
  private static final int CANDIDATES = 1 << 19;
  private static final int LEAST_MEMBERS = 64;
  private static final int MOST_PARTS = 1 << 14;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final RdbSeen seen;
  private final RdbMembers members;
  private final RdbMembers.Same same;
  private int part;
  private int parts = 1;
  private boolean isOver;

  /** Takes what is passed over. */
  interface Sink {
    /** Takes note of a hash; whether its place is wanted too. */
    boolean wants(long hash);

    /**
     * One whose place is wanted.
     *
     * @param place where it is, 0 to 2^40 - 2
     * @return whether to go on
     */
    boolean take(long hash, long place) throws IOException, RdbStop;
  }

  /** Passes over all of them, in the same order each time. */
  interface Walk {
    /** Passes until the sink has enough. */
    void each(Sink sink) throws IOException, RdbStop;
  }

  /** Is told what comes twice. */
  interface Found {
    /**
     * Something that comes a second time, or once more.
     *
     * @return whether to go on
     */
    boolean repeated(long firstPlace, long place) throws IOException, RdbStop;
  }

  /**
   * @param members compares candidates; can hold as many as there may be
   */
  RdbRepeats(RdbSeen seen, RdbMembers members, RdbMembers.Same same) {
    this.seen = seen;
    this.members = members;
    this.same = same;
  }

  /**
   * For the members of a collection.
   *
   * @param count how many there are, about: few take a small filter
   * @param members compares candidates
   */
  static RdbRepeats ofCollection(long count, RdbMembers members, RdbMembers.Same same) {
    int longs = (int) Math.min(FILTER_LONGS, Math.max(0, count) / MEMBERS_A_LONG);
    return new RdbRepeats(new RdbSeen(longs, CANDIDATES), members, same);
  }

  /**
   * Looks for everything that comes twice.
   *
   * @param count how many there are, about
   * @param isNoted whether the hashes of all were noted already
   */
  void find(Walk walk, long count, boolean isNoted, Found found) throws IOException, RdbStop {
    isOver = false;
    part = 0;
    parts = 1;
    if (isNoted && !seen.isOver()) {
      compare(walk, found);
      return;
    }
    parts = (int) Math.min(MOST_PARTS, 1 + count / seen.capacity());
    while (part < parts && !isOver) {
      seen.clear();
      Noting noting = new Noting();
      walk.each(noting);
      noting.batch.flush();
      boolean isAll = !seen.isOver();
      if (isAll || parts == MOST_PARTS) {
        compare(walk, found);
        part++;
      } else {
        part *= 4;
        parts *= 4;
      }
    }
  }

  private void compare(Walk walk, Found found) throws IOException, RdbStop {
    if (seen.candidates() > 0) {
      members.begin(seen.candidates() + LEAST_MEMBERS);
      walk.each(new Comparing(found));
    }
  }

  private boolean isOfPart(long hash) {
    return parts == 1 || (int) ((hash * SPREAD >>> 40) * parts >>> 24) == part;
  }

  /** The first pass. */
  private final class Noting implements Sink {
    private final RdbSeen.Batch batch = seen.new Batch();

    @Override
    public boolean wants(long hash) {
      if (isOfPart(hash)) {
        batch.add(hash);
      }
      return false;
    }

    @Override
    public boolean take(long hash, long place) {
      return true;
    }
  }

  /** The second pass. */
  private final class Comparing implements Sink {
    private final Found found;

    Comparing(Found found) {
      this.found = found;
    }

    @Override
    public boolean wants(long hash) {
      return isOfPart(hash) && seen.isCandidate(hash) && !members.isFull();
    }

    @Override
    public boolean take(long hash, long place) throws IOException, RdbStop {
      long first = members.add(hash, place, same);
      if (first >= 0 && !found.repeated(first, place)) {
        isOver = true;
      }
      return !isOver;
    }
  }
}
