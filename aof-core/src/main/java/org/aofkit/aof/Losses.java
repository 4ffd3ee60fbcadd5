package org.aofkit.aof;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is lost in one file, in file order, and what stands around each loss. Where bytes are lost,
 * a transaction in front is over, and what follows is in none; the database goes on, but only as a
 * guess.
 *
 * <p>Works on the parts of one {@link LogState}, which it shares.
 */
final class Losses {
  private final LogPosition at;
  private final SelectedDatabase selected;
  private final OpenTransaction transaction;
  private final GapList gaps = new GapList();
  private @Nullable GapBuilder gap;

  Losses(LogPosition at, SelectedDatabase selected, OpenTransaction transaction) {
    this.at = at;
    this.selected = selected;
    this.transaction = transaction;
  }

  /** How many there are so far. */
  int count() {
    return gaps.size();
  }

  /**
   * All of them.
   *
   * @param end where reading ended
   */
  List<LogGap> all(long end) {
    return gaps.build(end, at.commands, at.transactions);
  }

  /** Forgets all but the first ones. */
  void shrinkTo(int count) {
    gaps.shrinkTo(count);
    gap = gaps.last();
  }

  /** A command goes to the selected database. */
  void touched() {
    if (selected.doubtful && gap != null) {
      gap.touched = true;
    }
  }

  /** The database is known from a command on; or, if {@code behind}, from behind it on. */
  void known(long offset, boolean behind, long commandsBefore) {
    known(offset, behind, commandsBefore, at.transactions);
  }

  /** The same, with the closed transactions in front of that command. */
  void known(long offset, boolean behind, long commandsBefore, long transactionsBefore) {
    if (selected.doubtful && gap != null) {
      gap.known(offset, behind, selected.number(), commandsBefore, transactionsBefore);
    }
    selected.doubtful = false;
  }

  /** An EXEC behind a MULTI that was read belongs to that. */
  void multi() {
    if (gap != null) {
      gap.execMayBeOrphan = false;
    }
  }

  /**
   * An EXEC, whole or damaged, outside of a transaction. If a MULTI may have been lost, it was that
   * one's.
   *
   * @return whether it is
   */
  boolean orphan(long exec, long commandsThrough) {
    if (gap == null || !gap.execMayBeOrphan) {
      return false;
    }
    gap.orphan(exec, selected.known(), commandsThrough);
    at.transactions++;
    return true;
  }

  /** Whether an EXEC outside of a transaction would be that of a MULTI lost here. */
  boolean mayEndLoss() {
    return gap != null && gap.execMayBeOrphan;
  }

  /** The EXEC of a transaction in which a command is lost. */
  void spoiled(long exec, long commandsThrough) {
    if (gap != null) {
      selected.doubtful &= !transaction.selects;
      gap.orphan(exec, selected.known(), commandsThrough);
    }
  }

  /** Whether there is a loss in front. */
  boolean any() {
    return gap != null;
  }

  /** A transaction on which servers crash is lost as a whole. */
  void crashed(LogGap.Cause cause, long exec, long commandsThrough) {
    GapBuilder lost = new GapBuilder(cause, transaction.start(), transaction.selects);
    lost.lastFrame = exec;
    lost.execMayBeOrphan = false;
    lost.databaseBefore = selected.known();
    lost.databaseLast = lost.databaseBefore;
    behind(lost, commandsThrough);
    selected.doubtful |= transaction.selects;
    transaction.selects = false;
    transaction.spoiled = false;
  }

  /**
   * A whole frame with a command that no known server takes. Inside a transaction, one that can't
   * have been its EXEC spoils it; else it is as good as bytes that can't be read.
   *
   * @param words how many it has; 0 for a damaged EXEC
   */
  void unknownCommand(long offset, int words, long commandsBefore) {
    boolean ambiguous = words <= 2;
    boolean ended = words == 0 && !transaction.isOpen() && orphan(offset, commandsBefore);
    GapBuilder lost = new GapBuilder(LogGap.Cause.UNKNOWN_COMMAND, offset, ambiguous);
    lost.lastFrame = offset;
    // An EXEC whose MULTI went with the gap in front may still come.
    lost.execMayBeOrphan |= !transaction.isOpen() && gap != null && gap.execMayBeOrphan;
    lost.execMayBeOrphan &= !ended;
    front(lost, offset, commandsBefore);
    if (transaction.isOpen() && !ambiguous) {
      transaction.spoiled = true;
    } else if (ambiguous) {
      transaction.leave();
      selected.doubtful = true;
    }
    behind(lost, commandsBefore + 1);
  }

  /** A SELECT of no number, which no server writes: its database is lost, and nothing else. */
  void damagedSelect(long offset, long commandsBefore) {
    GapBuilder lost = new GapBuilder(LogGap.Cause.UNKNOWN_COMMAND, offset, true);
    lost.lastFrame = offset;
    lost.execMayBeOrphan = !transaction.isOpen() && gap != null && gap.execMayBeOrphan;
    front(lost, offset, commandsBefore);
    transaction.spoiled = transaction.isOpen();
    transaction.selects = false;
    transaction.selectsFirst = false;
    selected.doubtful = true;
    behind(lost, commandsBefore + 1);
  }

  /** The EXEC of the open transaction is missing in front of an offset. */
  void exec(long offset, long commandsBefore) {
    GapBuilder lost = new GapBuilder(LogGap.Cause.LOST_EXEC, offset, true);
    lost.end = offset;
    // Only the EXEC of the transaction in front is missing.
    lost.execMayBeOrphan = false;
    front(lost, offset, commandsBefore);
    transaction.leave();
    selected.doubtful = true;
    behind(lost, commandsBefore);
  }

  /**
   * The bytes from {@code offset} to {@code end} are lost.
   *
   * @param exec whether they are a damaged EXEC
   */
  void bytes(long offset, long end, boolean exec) {
    GapBuilder wider = takeBack(offset);
    boolean ended = exec && !transaction.isOpen() && orphan(offset, at.commands);
    GapBuilder lost = new GapBuilder(LogGap.Cause.BYTES, offset, true);
    lost.end = end;
    lost.execMayBeOrphan &= !ended;
    if (wider == null) {
      front(lost, offset, at.commands);
    } else {
      lost.sameFront(wider);
    }
    transaction.leave();
    selected.doubtful = true;
    behind(lost, at.commands);
  }

  /** The database is doubtful from an offset on, and nothing else is lost there. */
  void database(long offset) {
    bytes(offset, offset, false);
    multi();
  }

  /**
   * The last command may have been a gap of its own, of a frame that ends elsewhere: two gaps that
   * overlap would be mended one over the other.
   */
  private @Nullable GapBuilder takeBack(long offset) {
    if (gap == null || gap.offset < offset || gap.cause != LogGap.Cause.UNKNOWN_COMMAND) {
      return null;
    }
    GapBuilder taken = gap;
    shrinkTo(gaps.size() - 1);
    return taken;
  }

  private void front(GapBuilder lost, long offset, long commandsBefore) {
    lost.databaseBefore = selected.known();
    lost.databaseLast = lost.databaseBefore;
    if (transaction.isOpen() && transaction.start() < offset) {
      lost.transactionStart = transaction.start();
      lost.transactionCommands = commandsBefore - transaction.commandsBefore();
      if (transaction.selects) {
        lost.databaseLast = transaction.database;
      }
    }
  }

  private void behind(GapBuilder lost, long commandsBefore) {
    gaps.add(lost, commandsBefore, at.transactions);
    gap = lost;
  }
}
