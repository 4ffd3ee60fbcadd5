package org.aofkit.check;

import java.util.BitSet;
import java.util.List;
import org.aofkit.aof.LogState;
import org.aofkit.aof.Losses;
import org.aofkit.aof.MultiInFront;
import org.jspecify.annotations.Nullable;

/**
 * What of transactions goes beyond the head and the end of one file. Servers begin every file
 * outside of a transaction, and write none over two; files that were torn or lost and then joined
 * do.
 *
 * @param atEnd where the MULTI of an EXEC would be that stands in front of all others in the files
 *     behind
 * @param execOfFront whether an EXEC of this file belongs to what is in front of its head
 * @param passes whether an EXEC in the files behind would
 * @param open whether a transaction is open at the end, which is given up whatever stands behind
 * @param execBehind whether an EXEC of a MULTI in this file or in front stands in a later one
 */
record Borders(
    MultiInFront atEnd, boolean execOfFront, boolean passes, boolean open, boolean execBehind) {
  /** A file that no transaction goes over. */
  static final Borders NONE = new Borders(MultiInFront.NONE, false, false, false, false);

  /**
   * Which files hold a part of a transaction whose EXEC stands in a later one, other than those
   * that end in an open one.
   *
   * @param files in load order; empty ones are null
   */
  static BitSet execsBehind(List<@Nullable Borders> files) {
    BitSet found = new BitSet();
    boolean wanted = false;
    for (int i = files.size() - 1; i >= 0; i--) {
      Borders file = files.get(i);
      if (file != null) {
        found.set(i, wanted && !file.open());
        wanted = file.execOfFront() || wanted && file.passes();
      }
    }
    return found;
  }

  /**
   * Looks at a file that was read to its end, and tells what was lost in it of an EXEC behind.
   *
   * @param tornExec where the file ends in the head of an EXEC; -1 where it does not
   * @param size of the file
   */
  static Borders of(
      LogState state, List<Spot> spots, long tornExec, boolean execBehind, long size) {
    Losses losses = state.losses();
    if (state.inTransaction()) {
      return new Borders(MultiInFront.SEEN, losses.isOfFront(), false, true, execBehind);
    }
    if (tornExec >= 0) {
      losses.execBehind(tornExec, false);
    }
    MultiInFront known = losses.multiInFront();
    MultiInFront nearer = known == MultiInFront.SEEN ? MultiInFront.NONE : bySpots(state, spots);
    boolean endLost =
        nearer != MultiInFront.NONE && (known != MultiInFront.LOST || nearer == MultiInFront.LOST);
    boolean passes = !endLost && losses.reachesHead();
    if (execBehind) {
      losses.execBehind(size, endLost);
    }
    return new Borders(endLost ? nearer : known, losses.isOfFront(), passes, false, execBehind);
  }

  /** Where a MULTI may be that would be nearer than what is lost in front. */
  private static MultiInFront bySpots(LogState state, List<Spot> spots) {
    if (isEnd(spots)) {
      Spot.BadEnd end = (Spot.BadEnd) spots.get(spots.size() - 1);
      boolean block = end.offset() % LogScan.SECTOR == 0;
      return end.nuls() && !end.insideCommand() && !block
          ? MultiInFront.UNDER_NULS
          : MultiInFront.LOST;
    }
    for (Spot spot : spots) {
      if (spot instanceof Spot.Hole && spot.offset() > state.lastBorder()) {
        return MultiInFront.UNDER_NULS;
      }
    }
    return MultiInFront.NONE;
  }

  private static boolean isEnd(List<Spot> spots) {
    return !spots.isEmpty() && spots.get(spots.size() - 1) instanceof Spot.BadEnd;
  }
}
