package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which of the stretches behind gaps are kept. What an image says of itself counts: how
 * many keys a database has, how many of them have deadlines, and that databases ascend.
 */
final class Judge {
  private static final int FIRST_WITH_SIZES = 7;

  private final ImageWalk walk;
  private final Glance glance;
  private final boolean keepDatabases;

  /** Whether each database of such an image begins with how many keys it has. */
  private final boolean hasSizes;

  private final List<Span> spans = new ArrayList<>();

  private final FieldDoubt fields;

  /** The stretches of each span. */
  private final Map<Span, List<Stretch>> stretches = new IdentityHashMap<>();

  /** The glance may be anywhere. */
  Judge(ImageWalk walk, Glance glance, int version, boolean keepDatabases) {
    this.walk = walk;
    this.glance = glance;
    this.fields = new FieldDoubt(walk, glance);
    this.keepDatabases = keepDatabases;
    this.hasSizes = version >= FIRST_WITH_SIZES;
    for (Stretch stretch : walk.stretches()) {
      if (spans.isEmpty() || spans.get(spans.size() - 1) != stretch.span) {
        spans.add(stretch.span);
      }
      stretches.computeIfAbsent(stretch.span, span -> new ArrayList<>(1)).add(stretch);
    }
  }

  /** Marks what is left out. */
  void judge() throws IOException {
    for (int i = 0; i < spans.size(); i++) {
      span(i);
    }
  }

  private void span(int index) throws IOException {
    Span span = spans.get(index);
    List<Stretch> mine = stretches.getOrDefault(span, List.of());
    if (isInFrontOfAll(index)) {
      leaveOutAll(mine);
      return;
    }
    databases(mine, span, index);
    fields.mark(mine, span);
    disputes(mine, span);
    if (isOverfull(mine, span) && !isFollowedByNext(span, index)) {
      loseDatabase(mine, span);
    }
    count(mine, span);
    islands(mine);
    long lostDeadlines = lostDeadlines(mine, span);
    boolean isManifold = walk.namesAreManifold();
    long uncounted = uncounted(mine, span);
    for (Stretch stretch : mine) {
      boolean deadline = stretch.isDeadlineOpen && lostDeadlines != 0;
      boolean counted = isManifold && span.announced != Span.UNKNOWN && uncounted == 0;
      boolean weak = stretch.isFirstWeak && !counted;
      if (stretch.isLeftOut || stretch.keys <= stretch.keysLeftOut) {
        continue;
      }
      if (stretch.plain > 0 && stretch.keysLeftOut > 0) {
        continue;
      }
      if (stretch.keysLeftOut > 0) {
        // What was taken for a key may have ended with the deadline of the next one.
        stretch.keysLeftOut += lostDeadlines > 0 ? 1 : 0;
        uncounted += lostDeadlines > 0 ? 1 : 0;
      } else if (deadline || weak) {
        // What was taken for a key may have ended with the deadline of the next one.
        long count = lostDeadlines > 0 && !isFirstNamed(stretch) ? 2 : 1;
        leaveOutFirst(
            stretch,
            Math.min(stretch.keys, count),
            deadline
                ? "a key that may have lost its deadline"
                : "what may be a key, or bytes of the value in front of it");
        uncounted++;
      }
    }
    takenIn(mine, span);
  }

  /** Whether the first key behind a gap has a name that can be read. */
  private boolean isFirstNamed(Stretch stretch) throws IOException {
    long at = stretch.from;
    while (at < stretch.to && glance.at(at) == Glance.Kind.ATTRIBUTE) {
      at = glance.end();
    }
    return at < stretch.to && glance.at(at) == Glance.Kind.KEY && walk.shapes().isPrintable(glance);
  }

  /** Leaves out the first keys behind damage where one of them has taken others in. */
  private void takenIn(List<Stretch> mine, Span span) {
    if (!fields.areTakenIn(mine, span)) {
      return;
    }
    for (Stretch stretch : mine) {
      long few = Math.min(ImageWalk.FEW, stretch.keys);
      if (stretch.gap != null && !stretch.isLeftOut && stretch.keysLeftOut < few) {
        leaveOutFirst(stretch, few, "keys behind damage, one of which may have taken others in");
      }
    }
  }

  /** One key between two gaps may be bytes of a value as well as a key. */
  private static void islands(List<Stretch> mine) {
    for (int i = 0; i + 1 < mine.size(); i++) {
      Stretch stretch = mine.get(i);
      boolean island = stretch.gap != null && mine.get(i + 1).gap != null;
      if (island && stretch.keys == 1 && !stretch.isLeftOut && stretch.keysLeftOut == 0) {
        leaveOutFirst(stretch, 1, "a single key between two damaged places");
      }
    }
  }

  /** Whether the keys that are kept and one for each gap are just what the image says it has. */
  private static boolean isCountedOut(List<Stretch> mine, Span span) {
    return span.announced != Span.UNKNOWN && uncounted(mine, span) == 0;
  }

  /** How many more keys the image says it has than are kept, and one for each gap. */
  private static long uncounted(List<Stretch> mine, Span span) {
    long lost = 0;
    long keys = 0;
    for (Stretch stretch : mine) {
      keys += stretch.isLeftOut ? 0 : stretch.keys - stretch.keysLeftOut;
      lost += stretch.gap == null || stretch.isCopy ? 0 : 1;
    }
    return span.announced - keys - lost;
  }

  /**
   * Leaves out what another record claims, unless the image says that those keys are missing. A
   * single one may lie in a value by chance: what is missing must not be missing elsewhere.
   */
  private static void disputes(List<Stretch> mine, Span span) {
    boolean counted = isCountedOut(mine, span);
    long gaps = mine.stream().filter(each -> each.gap != null).count();
    for (Stretch stretch : mine) {
      boolean isSure = counted && (gaps == 1 || !stretch.isAlone);
      if (stretch.isDisputed && !stretch.isLeftOut && !isSure) {
        stretch.isLeftOut = true;
        stretch.why = "keys that may be bytes of a damaged value";
      }
    }
  }

  /** Whether the first database there is follows: no key is in front of it. */
  private boolean isInFrontOfAll(int index) {
    return index == 0
        && !spans.get(0).isNamed
        && spans.size() > 1
        && spans.get(1).database == 0
        && !spans.get(1).isDatabaseLost;
  }

  private static void leaveOutAll(List<Stretch> mine) {
    for (Stretch stretch : mine) {
      if (stretch.keys > 0 && !stretch.isLeftOut) {
        stretch.isLeftOut = true;
        stretch.isCopy = true;
        stretch.why = "records in front of the first database, where no keys are";
      }
    }
  }

  /** Leaves out the keys whose database is not known. */
  private void databases(List<Stretch> mine, Span span, int index) {
    if (isFollowedByNext(span, index)) {
      return;
    }
    long before = 0;
    long gapBytes = 0;
    boolean lost = false;
    for (Stretch stretch : mine) {
      Gap gap = stretch.gap;
      if (gap != null) {
        gapBytes += gap.unread();
        lost |= gap.isDatabaseLost() || gap.holdsDatabase() && mayHide(span, before, gapBytes);
        span.mayHideDatabases |= lost;
        if (stretch.isCopy) {
          continue;
        }
        if (lost) {
          lose(stretch);
        }
      }
      before += stretch.isLeftOut ? 0 : stretch.keys;
    }
  }

  /**
   * Whether more keys were found than the database says it has, all in all: they may be bytes of a
   * value, or keys of another database, whatever its gaps seem to hold.
   */
  private static boolean isOverfull(List<Stretch> mine, Span span) {
    long keys = 0;
    for (Stretch stretch : mine) {
      keys += stretch.isLeftOut || stretch.isOfAnyDatabase ? 0 : stretch.keys - stretch.keysLeftOut;
    }
    return span.announced != Span.UNKNOWN && keys > span.announced;
  }

  private void loseDatabase(List<Stretch> mine, Span span) {
    boolean isBehind = false;
    for (Stretch stretch : mine) {
      isBehind |= stretch.gap != null;
      if (isBehind && !stretch.isCopy && !stretch.isLeftOut) {
        span.mayHideDatabases = true;
        lose(stretch);
      }
    }
  }

  /** Leaves out a stretch of which it is not known what database it is of. */
  private void lose(Stretch stretch) {
    if (keepDatabases) {
      stretch.isOfAnyDatabase = true;
    } else if (stretch.keys > 0) {
      stretch.isLeftOut = true;
      stretch.why = LostRange.UNKNOWN_DATABASE;
    }
  }

  /** A database between this one and the next can't be lost if there is none. */
  private boolean isFollowedByNext(Span span, int index) {
    if (index + 1 >= spans.size()) {
      return false;
    }
    long next = spans.get(index + 1).database;
    return next == (span.isNamed ? span.database + 1 : 1) && !span.isDatabaseLost;
  }

  /** Whether the rest of a database, and the beginning of another, may lie in gaps. */
  private boolean mayHide(Span span, long before, long gapBytes) {
    if (span.announced == Span.UNKNOWN) {
      return hasSizes
          || !span.isNamed
          || spans.size() > 2
          || spans.size() == 2 && spans.get(0).isNamed;
    }
    return walk.sizes().mayLieIn(span.announced - before, gapBytes);
  }

  /**
   * Where more keys were found than there can be, some are bytes of a value: those that were found
   * first behind a gap.
   */
  private void count(List<Stretch> mine, Span span) {
    if (span.announced == Span.UNKNOWN) {
      return;
    }
    long most = span.announced;
    long keys = 0;
    boolean isAnyBehind = false;
    for (Stretch stretch : mine) {
      keys += stretch.isLeftOut || stretch.isOfAnyDatabase ? 0 : stretch.keys - stretch.keysLeftOut;
      if (stretch.gap != null) {
        isAnyBehind = true;
        most -= stretch.gap.isKeyLost() && !stretch.isCopy ? 1 : 0;
      }
    }
    long excess = keys - most;
    if (!isAnyBehind || excess <= 0) {
      return;
    }
    for (Stretch stretch : mine) {
      if (stretch.gap != null
          && stretch.gap.holdsDatabase()
          && !stretch.isLeftOut
          && !stretch.isOfAnyDatabase) {
        leaveOutFirst(
            stretch,
            Math.min(stretch.keysLeftOut + excess, stretch.keys),
            "more keys than the image says it has: they may be bytes of a value");
      }
    }
  }

  private static void leaveOutFirst(Stretch stretch, long count, String why) {
    stretch.keysLeftOut = count;
    stretch.why = why;
  }

  /** How many deadlines are lost with keys other than those whose deadline could be read. */
  private long lostDeadlines(List<Stretch> mine, Span span) {
    if (span.announcedExpiring == Span.UNKNOWN) {
      return walk.deadlinesMet() ? 1 : 0;
    }
    long lost = span.announcedExpiring;
    for (Stretch stretch : mine) {
      lost -= stretch.isLeftOut ? 0 : stretch.expiring;
      lost -= stretch.gap == null ? 0 : stretch.gap.deadlinesLost();
    }
    return lost;
  }
}
