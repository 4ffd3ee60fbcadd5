package org.aofkit.aof;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The losses of one file in file order, each with the part behind it up to the next. */
final class GapList {
  private final List<GapBuilder> gaps = new ArrayList<>();

  int size() {
    return gaps.size();
  }

  /** The last one; null where there is none. */
  @Nullable GapBuilder last() {
    return gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
  }

  /**
   * Adds the next one, at which the part behind the one before ends.
   *
   * @param commands whole commands in front of its own part
   * @param transactions closed transactions in front of it
   */
  void add(GapBuilder gap, long commands, long transactions) {
    GapBuilder before = last();
    if (before != null) {
      before.close(gap.offset, commands, transactions);
    }
    gap.commandsBefore = commands;
    gap.transactionsBefore = transactions;
    gaps.add(gap);
  }

  /** One of them. */
  GapBuilder get(int index) {
    return gaps.get(index);
  }

  /**
   * The first of the losses that lie in one transaction with the last one, behind which an EXEC
   * without a MULTI stands. If a transaction is open in front of a loss, and nothing up to the next
   * loss shows that it ended, that EXEC is its own: to lose two parts of one transaction takes two
   * damages, to lose an EXEC and a MULTI with them takes two that hit just those. Where none is
   * open, the MULTI went with the last loss that can have held it.
   */
  int firstOfTransaction() {
    int last = gaps.size() - 1;
    if (gaps.get(last).annotated) {
      return last;
    }
    int first = last;
    while (!gaps.get(first).openBefore && first > 0 && gaps.get(first - 1).goesOn()) {
      first--;
    }
    if (gaps.get(first).openBefore) {
      return first;
    }
    first = last;
    while (!gaps.get(first).mayHoldMulti() && first > 0 && gaps.get(first - 1).goesOn()) {
      first--;
    }
    return first;
  }

  /** Forgets all but the first ones. */
  void shrinkTo(int count) {
    gaps.subList(count, gaps.size()).clear();
  }

  /**
   * All of them, as values.
   *
   * @param end where the part behind the last one ends
   */
  List<LogGap> build(long end, long commands, long transactions) {
    GapBuilder last = last();
    if (last != null) {
      last.close(end, commands, transactions);
    }
    List<LogGap> built = new ArrayList<>(gaps.size());
    for (GapBuilder each : gaps) {
      built.add(each.build());
    }
    return built;
  }
}
