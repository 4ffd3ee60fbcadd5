package org.aofkit.rdb.salvage;

import java.io.IOException;

/** Takes from the end of a stretch, in front of a gap, what may be part of the damage. */
final class Trimming {
  private static final int SLOT = 0xF4;
  private static final int MOST_STRANGE = 8;

  private final ByteWindow bytes;
  private final Habits habits;
  private final Edges edges;
  private final Course course;
  private final HeadText heads;
  private final long first;

  Trimming(
      ByteWindow bytes, Habits habits, Edges edges, Course course, HeadText heads, long first) {
    this.bytes = bytes;
    this.habits = habits;
    this.edges = edges;
    this.course = course;
    this.heads = heads;
    this.first = first;
  }

  /** Takes from the end of the stretch what the same run of NULs lies over. */
  long trimNuls(long gapFrom, long bad) throws IOException {
    long begin = bad;
    while (begin > first && bytes.at(begin - 1) == 0) {
      begin--;
    }
    long from = gapFrom;
    Trail.Step last = course.trail().last();
    while (last != null && last.end() > begin) {
      from = course.drop(last);
      last = course.trail().last();
    }
    return from;
  }

  /**
   * Takes from the end of the stretch what may be damaged: records that look like no others there,
   * and the one in front of them, unless the damage begins behind it, or would have been noticed.
   */
  long trim(long gapFrom, long bad, boolean evidence) throws IOException {
    long from = gapFrom;
    long next = bad;
    boolean header = false;
    int strange = 0;
    Trail.Step last = course.trail().last();
    while (last != null && (!last.isPlausible() || isSlot(last)) && strange < MOST_STRANGE) {
      header = edges.hasNulsInHeader(last.offset());
      next = last.offset();
      from = course.drop(last);
      strange++;
      last = course.trail().last();
    }
    boolean intact = last == null || last.isSealed() || header || evidence && strange == 0;
    boolean isKept = intact || isBehind(next, last) || heads.isIntact(next, last);
    return behindNuls(isKept ? from : course.drop(last));
  }

  /** Whether it is what a cluster writes in front of a slot: four random bytes may read so. */
  private boolean isSlot(Trail.Step step) throws IOException {
    return bytes.at(step.offset()) == SLOT;
  }

  /**
   * Takes the record in front too where NULs lie over its end and over the type of what was taken:
   * that is a run of them, and a string by chance.
   */
  private long behindNuls(long from) throws IOException {
    Trail.Step last = course.trail().last();
    boolean isRun = bytes.at(from) == 0 && bytes.at(from - 1) == 0 && bytes.at(from - 2) == 0;
    return isRun && last != null && !last.isSealed() && last.end() == from
        ? course.drop(last)
        : from;
  }

  /** Whether what stands at the beginning of a record tells that the one in front is intact. */
  private boolean isBehind(long next, Trail.Step last) throws IOException {
    return habits.hasMetBeginning(next) || habits.hasMetHead(next) && edges.isCalm(last);
  }
}
