package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.List;

/**
 * Tells how many of the strings right behind damage may be fields of a hash. A field without a
 * deadline, in a hash in which others have one, is stored byte for byte as the record of a string
 * is; so its own bytes tell nothing, and what the image says of its keys has to.
 *
 * <p>Of a database that has {@code T} keys, of which {@code C} are certain, {@code D} strings stand
 * in doubt. If the first {@code f} of them are fields, the damage ends inside of the hash, so that
 * as many keys as {@code T - C - D + f} are lost in it: the hash, and those in front of it that the
 * damage lies over. Where the head of the hash is there, that is the hash alone, and {@code f} is
 * known. Where it is not, it is at most what may lie in so many bytes.
 */
final class FieldDoubt {
  static final String WHY = "what may be keys, or fields of a damaged hash";

  /** A hash has at least so many bytes in front of its first field. */
  private static final long SHORTEST_HEAD = 12;

  /** Between more damaged places counts tell nothing. */
  private static final int MOST_COUNTED = 64;

  private final ImageWalk walk;
  private final Glance glance;
  private final Shapes shapes;

  /** The glance may be anywhere. */
  FieldDoubt(ImageWalk walk, Glance glance) {
    this.walk = walk;
    this.glance = glance;
    this.shapes = walk.shapes();
  }

  /**
   * Whether more keys are missing than may have stood in the damaged places: one that was read has
   * taken others in.
   */
  boolean areTakenIn(List<Stretch> mine, Span span) {
    boolean isUnknown = span.announced == Span.UNKNOWN || span.mayHideDatabases || isTorn(span);
    if (isUnknown || mine.size() > MOST_COUNTED) {
      return false;
    }
    long missing = span.announced;
    for (Stretch each : mine) {
      Gap gap = each.gap;
      missing -= each.keys;
      missing -= gap == null ? 0 : 1 + walk.sizes().most(gap.length() + Edges.GONE);
    }
    return missing > 0;
  }

  /** Marks the first keys of stretches that may be fields. */
  void mark(List<Stretch> mine, Span span) throws IOException {
    if (mine.stream().noneMatch(each -> each.fields != null)) {
      return;
    }
    for (Stretch stretch : mine) {
      FieldBounds bounds = stretch.fields;
      if (bounds == null || stretch.plain == 0 || stretch.isLeftOut) {
        continue;
      }
      long most = most(stretch, bounds, mine, span);
      long least = Math.min(most, least(stretch, bounds, mine, span));
      long fields = least + inDoubt(stretch, least, most);
      if (fields > 0) {
        stretch.keysLeftOut = fields;
        stretch.why = WHY;
        // With no more keys than there are, none may be lost, and none be a field.
        boolean isCertain = isCounted(stretch, span) && keys(mine) > span.announced;
        stretch.fieldsLeftOut = isCertain ? least : 0;
      }
    }
  }

  /** How many strings at the head of a stretch may be fields. */
  private long most(Stretch stretch, FieldBounds bounds, List<Stretch> mine, Span span) {
    if (!isCounted(stretch, span) || mine.size() > MOST_COUNTED) {
      return stretch.plain;
    }
    long lost = Math.max(0, bounds.lost());
    if (bounds.lost() < 0 || bounds.beyond() >= SHORTEST_HEAD) {
      // The damage may end in another hash.
      lost += 1 + walk.sizes().most(bounds.beyond());
    }
    for (Stretch each : mine) {
      Gap gap = each.gap;
      lost += each == stretch || gap == null ? 0 : 1 + walk.sizes().most(gap.unread() + Edges.GONE);
    }
    return areTakenIn(mine, span)
        ? stretch.plain
        : Math.max(0, Math.min(stretch.plain, keys(mine) + lost - span.announced));
  }

  /** How many of the strings can't be keys, since there are not so many. */
  private long least(Stretch stretch, FieldBounds bounds, List<Stretch> mine, Span span) {
    if (mine.size() > MOST_COUNTED) {
      return 0;
    }
    long gaps = mine.stream().filter(each -> each.gap != null).count();
    return isCounted(stretch, span)
        ? gaps == 1 ? Math.max(0, keys(mine) + Math.max(1, bounds.lost()) - span.announced) : 0
        : bounds.lost() < 0 ? 0 : Math.min(stretch.plain, bounds.most());
  }

  private boolean isCounted(Stretch stretch, Span span) {
    return span.announced != Span.UNKNOWN && !stretch.isOfAnyDatabase && !isTorn(span);
  }

  private static long keys(List<Stretch> mine) {
    long keys = 0;
    for (Stretch each : mine) {
      keys += each.isLeftOut ? 0 : each.keys;
    }
    return keys;
  }

  /** Whether the end of a database is lost with everything behind it. */
  private boolean isTorn(Span span) {
    List<Stretch> stretches = walk.stretches();
    return walk.end() < 0 && stretches.get(stretches.size() - 1).span == span;
  }

  /**
   * How many more strings than those that are known to be fields may be: up to the last one whose
   * name has no form that keys have, or one that fields have too.
   */
  private long inDoubt(Stretch stretch, long least, long most) throws IOException {
    long at = stretch.from;
    long last = least;
    for (long i = 0; i < most && at < stretch.to; i++) {
      if (glance.at(at) == Glance.Kind.NONE) {
        return most - least;
      }
      boolean isBelieved = shapes.isOfKeys(glance);
      last = i < least || isBelieved ? last : i + 1;
      at = glance.end();
    }
    return last - least;
  }

  /** Takes the forms of strings behind damage into account that can't be fields. */
  void teach() {
    if (walk.stretches().size() > MOST_COUNTED) {
      return;
    }
    for (Stretch stretch : walk.stretches()) {
      long[] forms = stretch.latestForms();
      List<Stretch> mine =
          forms.length == 0
              ? List.of()
              : walk.stretches().stream().filter(each -> each.span == stretch.span).toList();
      FieldBounds bounds = stretch.fields;
      if (bounds != null
          && !mine.isEmpty()
          && stretch.plain - most(stretch, bounds, mine, stretch.span) >= forms.length) {
        for (int i = 0; i < forms.length; i++) {
          shapes.add(forms[i]);
          shapes.addStem(stretch.latestStems()[i]);
        }
      }
    }
  }
}
