package org.aofkit.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.aofkit.check.Damage;
import org.aofkit.check.GapContext;

/**
 * Decides what of one file goes because of its gaps, and which SELECT must stand behind.
 *
 * <p>A transaction that lost a part goes as a whole. Behind a gap in which a SELECT may have been
 * lost the database is not known. If the whole set knows but one it is that; else the commands up
 * to where it is known again go, or stay behind a SELECT of the last one known.
 */
final class DropPlan {
  private final List<Integer> databases;
  private final AmbiguousDatabase ambiguous;
  private final List<Drop> drops = new ArrayList<>();
  private OptionalInt lastKnown = OptionalInt.empty();
  private boolean selectWritten;

  /**
   * A range that goes.
   *
   * @param start the first byte of it; a MULTI, or the first byte of a gap
   * @param end the first byte behind
   * @param select the database whose SELECT must stand behind it; empty for none
   * @param gaps the gaps in it, in file order
   */
  record Drop(long start, long end, OptionalInt select, List<Damage.Gap> gaps) {
    long length() {
      return end - start;
    }
  }

  /**
   * A plan for one file.
   *
   * @param databases every database that the set names
   */
  DropPlan(List<Integer> databases, AmbiguousDatabase ambiguous) {
    this.databases = databases;
    this.ambiguous = ambiguous;
  }

  /** The ranges that go because of these gaps, apart from each other, in ascending order. */
  List<Drop> of(List<Damage.Gap> gaps) {
    for (Damage.Gap gap : gaps) {
      if (gap.context().databaseLast().isPresent()) {
        lastKnown = gap.context().databaseLast();
      }
      add(drop(gap));
    }
    return drops;
  }

  private Drop drop(Damage.Gap gap) {
    GapContext context = gap.context();
    boolean inTransaction = context.transactionStart() >= 0;
    long start = inTransaction ? context.transactionStart() : gap.offset();
    if (context.orphanEnd() >= 0) {
      OptionalInt known = behindOrphan(context);
      return known.isPresent()
          ? drop(gap, start, context.orphanEnd(), ifItDiffers(known, context))
          : doubtful(gap, start, context.orphanEnd());
    }
    if (context.databaseDoubtful()) {
      return doubtful(gap, start, gap.end());
    }
    // Nobody executes the rest of a transaction that is not closed behind.
    return inTransaction
        ? drop(gap, start, context.partEnd(), OptionalInt.empty())
        : drop(gap, start, gap.end(), OptionalInt.empty());
  }

  private static OptionalInt behindOrphan(GapContext context) {
    if (context.orphanDatabase().isPresent()) {
      return context.orphanDatabase();
    }
    return context.databaseDoubtful() ? OptionalInt.empty() : context.databaseLast();
  }

  private OptionalInt ifItDiffers(OptionalInt wanted, GapContext context) {
    boolean holds = context.selectInFront() && context.databaseBefore().equals(wanted);
    return holds ? OptionalInt.empty() : wanted;
  }

  /** The range for a gap behind which the database is not known. */
  private Drop doubtful(Damage.Gap gap, long start, long end) {
    GapContext context = gap.context();
    boolean selectsAtOnce = context.knownAt() == end && !context.knownNeedsSelect();
    if (selectsAtOnce) {
      return drop(gap, start, end, OptionalInt.empty());
    }
    // Where none is named, the SELECT that is lost is the only one there was.
    if (databases.size() == 1) {
      boolean stands = context.selectInFront() || selectWritten;
      int only = databases.get(0);
      return drop(
          gap, start, end, stands || only == 0 ? OptionalInt.empty() : OptionalInt.of(only));
    }
    if (ambiguous == AmbiguousDatabase.KEEP) {
      boolean nothing = end == context.partEnd();
      return drop(gap, start, end, nothing ? OptionalInt.empty() : or0(lastKnown));
    }
    if (context.knownAt() < 0) {
      return drop(gap, start, context.partEnd(), OptionalInt.empty());
    }
    return drop(
        gap,
        start,
        context.knownAt(),
        context.knownNeedsSelect() ? context.knownDatabase() : OptionalInt.empty());
  }

  private static OptionalInt or0(OptionalInt database) {
    return OptionalInt.of(database.orElse(0));
  }

  private Drop drop(Damage.Gap gap, long start, long end, OptionalInt select) {
    selectWritten |= select.isPresent();
    return new Drop(start, end, select, new ArrayList<>(List.of(gap)));
  }

  private void add(Drop next) {
    Drop last = drops.isEmpty() ? null : drops.get(drops.size() - 1);
    if (last == null || next.start() > last.end()) {
      drops.add(next);
      return;
    }
    boolean further = next.end() >= last.end();
    OptionalInt select = further && next.select().isPresent() ? next.select() : last.select();
    // One list grows: thousands of damages may end up in one range.
    List<Damage.Gap> gaps = last.gaps();
    gaps.addAll(next.gaps());
    drops.set(
        drops.size() - 1,
        new Drop(
            Math.min(last.start(), next.start()), Math.max(last.end(), next.end()), select, gaps));
  }

  /** Whether anything happens because of a range. */
  static boolean isSomething(Drop drop) {
    return drop.length() > 0 || drop.select().isPresent();
  }

  /** Why a range goes, in one line. */
  static String reason(Drop drop) {
    String first = drop.gaps().get(0).reason();
    int more = drop.gaps().size() - 1;
    return more == 0 ? first : first + "; and " + more + " more damages in the same range";
  }
}
