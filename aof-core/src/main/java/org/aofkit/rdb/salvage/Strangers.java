package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what came into an image from another one: records between two damaged spots, or the first
 * ones behind one, whose names have stems that no other key of the image has, though nearly all
 * others of the database have one in common with others. They are whole, and may be of another
 * server.
 */
final class Strangers {
  private static final int MOST_STEMS = 1 << 12;
  private static final int FEW = 16;

  /** One of so many keys may have a stem of its own. */
  private static final int NEARLY = 10;

  /** So many of the first keys behind damage are looked at. */
  private static final int MOST_FIRST = 1 << 12;

  /** A single one at the edge of damage may well have a name of its own. */
  private static final int SEVERAL = 2;

  private static final String WHY = "keys at damage, of names as no others are: of another image";

  private final Glance glance;
  private final ImageWalk walk;

  /** How often stems were met in the whole image. */
  private final Map<Long, Long> stems = new HashMap<>();

  /** How often they were in the keys of each database. */
  private final Map<Span, Map<Long, Long>> ofSpans = new IdentityHashMap<>();

  /** How many stems of databases are kept. */
  private long kept;

  private interface Visitor {
    /** A key; whether to go on. */
    boolean key(Key key);
  }

  /**
   * A key.
   *
   * @param from where it begins, with its deadline and the like
   * @param stem of its name
   */
  private record Key(long from, long stem, boolean isExpiring) {}

  /** The longest run of keys so far all of whose stems stand in it alone. */
  private final class Run {
    private final Map<Long, Long> mine = new HashMap<>();
    private final Map<Long, Long> strange = new HashMap<>();
    private int keys;
    private int best;

    /** How many stems were met that stand further on or elsewhere too. */
    private int open;

    boolean add(long stem) {
      keys++;
      long now = mine.merge(stem, 1L, Long::sum);
      open += now == 1 ? 1 : 0;
      open -= now == stems.getOrDefault(stem, 0L) ? 1 : 0;
      if (open == 0 && keys >= SEVERAL) {
        best = keys;
        strange.putAll(mine);
      }
      return keys < MOST_FIRST;
    }
  }

  /** The glance may be anywhere. */
  Strangers(Glance glance, ImageWalk walk) {
    this.glance = glance;
    this.walk = walk;
  }

  /** Leaves out what is of strangers. */
  void mark(Copies copies) throws IOException {
    for (Stretch stretch : walk.stretches()) {
      if (stretch.isLeftOut) {
        continue;
      }
      Map<Long, Long> mine = ofSpans.computeIfAbsent(stretch.span, span -> new HashMap<>());
      keys(
          stretch,
          key -> {
            stems.merge(key.stem(), 1L, Long::sum);
            kept += mine.merge(key.stem(), 1L, Long::sum) == 1 ? 1 : 0;
            return kept <= MOST_STEMS;
          });
      if (kept > MOST_STEMS) {
        return;
      }
    }
    for (Copies.Island island : copies.islands()) {
      if (isStrange(island)) {
        copies.leaveOut(island, false, WHY);
      }
    }
    for (Stretch stretch : walk.stretches()) {
      if (stretch.gap != null && !stretch.isLeftOut) {
        first(stretch);
      }
    }
    List<Stretch> all = walk.stretches();
    for (int i = all.size() - 2; i >= 0; i--) {
      Stretch cut = all.get(i + 1).gap == null || all.get(i).isLeftOut ? null : last(all.get(i));
      if (cut != null) {
        all.add(i + 1, cut);
      }
    }
  }

  /** Whether most of its keys have stems that stand nowhere else, where others have not. */
  private boolean isStrange(Copies.Island island) throws IOException {
    List<Stretch> stretches = new ArrayList<>();
    for (int i = island.first(); i < island.behind(); i++) {
      stretches.add(walk.stretches().get(i));
    }
    Span span = stretches.get(0).span;
    Map<Long, Long> mine = new HashMap<>();
    for (Stretch stretch : stretches) {
      if (stretch.isLeftOut || stretch.span != span) {
        return false;
      }
      keys(stretch, key -> mine.merge(key.stem(), 1L, Long::sum) > 0);
    }
    long keys = 0;
    long strange = 0;
    for (Map.Entry<Long, Long> each : mine.entrySet()) {
      boolean isElsewhere = stems.getOrDefault(each.getKey(), 0L) > each.getValue();
      keys += each.getValue();
      strange += isElsewhere ? 0 : each.getValue();
    }
    return 2 * strange > keys && (areOthersAlike(span, mine) || hasTooMany(span));
  }

  /** Leaves out the first keys behind a gap as long as all of their stems stand nowhere else. */
  private void first(Stretch stretch) throws IOException {
    Run run = new Run();
    keys(stretch, key -> run.add(key.stem()));
    if (run.best > stretch.keysLeftOut && areOthersAlike(stretch.span, run.strange)) {
      stretch.keysLeftOut = run.best;
      stretch.why = WHY;
    }
  }

  /**
   * Leaves out the last keys in front of a gap in the same way, and the one in front of them, whose
   * value ends in the bytes that came in.
   *
   * @return those, as a stretch of their own; null if there are none
   */
  private @Nullable Stretch last(Stretch stretch) throws IOException {
    Deque<Key> latest = new ArrayDeque<>();
    keys(
        stretch,
        key -> {
          latest.addLast(key);
          if (latest.size() > MOST_FIRST) {
            latest.removeFirst();
          }
          return true;
        });
    Run run = new Run();
    Iterator<Key> backwards = latest.descendingIterator();
    boolean goesOn = true;
    while (goesOn && backwards.hasNext()) {
      goesOn = run.add(backwards.next().stem());
    }
    long left = stretch.keys - run.best - 1;
    if (run.best == 0 || left < stretch.keysLeftOut || !areOthersAlike(stretch.span, run.strange)) {
      return null;
    }
    long from = stretch.to;
    int expiring = 0;
    backwards = latest.descendingIterator();
    for (int i = 0; i <= run.best && backwards.hasNext(); i++) {
      Key key = backwards.next();
      from = key.from();
      expiring += key.isExpiring() ? 1 : 0;
    }
    Stretch cut = new Stretch(stretch.span, from, null);
    cut.to = stretch.to;
    cut.keys = run.best + 1L;
    cut.expiring = expiring;
    cut.isLeftOut = true;
    cut.why = WHY;
    stretch.to = from;
    stretch.keys = left;
    stretch.expiring -= expiring;
    return cut;
  }

  private boolean areOthersAlike(Span span, Map<Long, Long> mine) {
    long others = 0;
    long alone = 0;
    for (Map.Entry<Long, Long> each : ofSpans.getOrDefault(span, Map.of()).entrySet()) {
      long count = each.getValue() - mine.getOrDefault(each.getKey(), 0L);
      others += count;
      alone += count == 1 ? 1 : 0;
    }
    return others >= FEW && alone * NEARLY <= others;
  }

  /** Whether there are more keys than the image says that the database has. */
  private boolean hasTooMany(Span span) {
    long keys = 0;
    for (Stretch stretch : walk.stretches()) {
      keys += stretch.span == span && !stretch.isLeftOut ? stretch.keys : 0;
    }
    return span.announced != Span.UNKNOWN && keys > span.announced;
  }

  private void keys(Stretch stretch, Visitor visitor) throws IOException {
    long at = stretch.from;
    long from = -1;
    boolean isExpiring = false;
    while (at < stretch.to) {
      Glance.Kind kind = glance.at(at);
      if (kind == Glance.Kind.NONE || kind == Glance.Kind.END) {
        return;
      }
      long end = glance.end();
      if (kind == Glance.Kind.ATTRIBUTE) {
        from = from < 0 ? at : from;
        isExpiring |= glance.code() == 0xFD || glance.code() == 0xFC && glance.number() != -1;
      } else {
        Key key = new Key(from < 0 ? at : from, stemOf(kind), isExpiring);
        if (kind == Glance.Kind.KEY && !visitor.key(key)) {
          return;
        }
        from = -1;
        isExpiring = false;
      }
      at = end;
    }
  }

  private long stemOf(Glance.Kind kind) throws IOException {
    return kind == Glance.Kind.KEY ? walk.shapes().stem(glance) : 0;
  }
}
