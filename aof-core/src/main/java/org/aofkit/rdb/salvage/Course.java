package org.aofkit.rdb.salvage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk has passed: the stretches, the last of which grows, and the last records of it, which
 * can be taken back.
 */
final class Course {
  private final Trail trail = new Trail();
  private final List<Stretch> stretches = new ArrayList<>();
  private final List<ImageWalk.Replica> replicas = new ArrayList<>();

  private Span span = new Span(0, false);
  private Stretch stretch;

  /** Of the keys taken from the end of a stretch, how many had a deadline. */
  private int deadlinesDropped;

  private int keysDropped;

  /** How many of the last records are strings with nothing in front, and where they begin. */
  private long plain;

  private long plainFrom;

  Course(long first) {
    this.stretch = new Stretch(span, first, null);
    stretches.add(stretch);
  }

  List<Stretch> stretches() {
    return stretches;
  }

  List<ImageWalk.Replica> replicas() {
    return replicas;
  }

  /** The span that is walked. */
  Span span() {
    return span;
  }

  /** The stretch that grows. */
  Stretch stretch() {
    return stretch;
  }

  /** The last records. */
  Trail trail() {
    return trail;
  }

  /** Of the keys taken back since {@link #countDropped}, how many had a deadline. */
  int deadlinesDropped() {
    return deadlinesDropped;
  }

  /** How many keys were taken back since {@link #countDropped}. */
  int keysDropped() {
    return keysDropped;
  }

  /** Counts what is taken back from now on. */
  void countDropped() {
    deadlinesDropped = 0;
    keysDropped = 0;
  }

  /** Ends the stretch. */
  void close(long to) {
    stretch.to = to;
  }

  /** Begins a stretch of the same span, behind a gap if there is one. */
  Stretch begin(long from, @Nullable Gap gap) {
    stretch = new Stretch(span, from, gap);
    plain = 0;
    stretches.add(stretch);
    return stretch;
  }

  /** Begins a span and its first stretch. */
  void begin(Span next, long from) {
    span = next;
    begin(from, null);
  }

  /** Whether all keys that were announced for the span were passed. */
  boolean isComplete() {
    return span.announced != Span.UNKNOWN && span.passed >= span.announced;
  }

  /** Notes the record the glance was at. */
  void step(Glance glance, Glance.Kind kind, long from, boolean plausible, Attributes attributes) {
    boolean sealed = kind == Glance.Kind.KEY && Habits.isSealed(glance);
    boolean isPlain = kind == Glance.Kind.KEY && glance.code() == 0 && from == glance.offset();
    plainFrom = isPlain && plain > 0 ? plainFrom : from;
    plain = isPlain ? plain + 1 : 0;
    trail.push(
        new Trail.Step(
            from,
            glance.offset(),
            glance.end(),
            kind,
            plausible,
            sealed,
            glance.valueAt(),
            attributes.hasDeadline,
            attributes.hasPlausibleDeadline));
  }

  /** Counts a key of the stretch. */
  void countKey() {
    stretch.keys++;
    span.passed++;
  }

  /**
   * Takes back the strings that were passed last, which are fields, and the collection in front of
   * them, which they belong to.
   *
   * @param otherwise where the gap begins if there are none
   */
  long dropPlain(long otherwise) {
    if (plain == 0) {
      return otherwise;
    }
    stretch.keys -= plain;
    span.passed -= plain;
    keysDropped += (int) Math.min(Integer.MAX_VALUE - keysDropped, plain);
    stretch.plain = Math.min(stretch.plain, stretch.keys);
    stretch.to = plainFrom;
    plain = 0;
    Trail.Step last = trail.last();
    while (last != null && last.from() >= plainFrom) {
      trail.pop();
      last = trail.last();
    }
    boolean isKey = last != null && last.kind() == Glance.Kind.KEY;
    return last != null && isKey && last.end() == plainFrom ? drop(last) : plainFrom;
  }

  /** Takes the last record back; where it began. */
  long drop(Trail.Step step) {
    trail.pop();
    plain = Math.max(0, plain - 1);
    switch (step.kind()) {
      case KEY -> {
        stretch.keys--;
        stretch.plain = Math.min(stretch.plain, stretch.keys);
        keysDropped++;
        span.passed--;
        if (step.isExpiring()) {
          stretch.expiring--;
          deadlinesDropped += step.isPlausible() || step.isDeadline() ? 1 : 0;
        }
      }
      case DATABASE -> {
        stretches.remove(stretches.size() - 1);
        stretch = stretches.get(stretches.size() - 1);
        span = stretch.span;
        span.isDatabaseLost = true;
      }
      case SIZES -> span.forgetSizes();
      default -> {
        // They ascend: taking back the last record can't concern another one.
        int last = replicas.size() - 1;
        if (last >= 0 && replicas.get(last).offset() == step.offset()) {
          replicas.remove(last);
        }
      }
    }
    stretch.to = step.from();
    return step.from();
  }
}
