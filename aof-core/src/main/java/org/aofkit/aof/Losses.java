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
public final class Losses {
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
  public int count() {
    return gaps.size();
  }

  /**
   * All of them.
   *
   * @param end where reading ended
   */
  public List<LogGap> all(long end) {
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
    end(exec, commandsThrough);
    at.transactions++;
    return true;
  }

  /** Everything that lies in one transaction with the last loss goes on up to its end. */
  private void end(long exec, long commandsThrough) {
    int first = gaps.firstOfTransaction();
    for (int i = first; i < gaps.size(); i++) {
      gaps.get(i).orphan(exec, selected.known(), commandsThrough);
    }
    if (first == 0 && gaps.get(0).isHead) {
      selected.forgetUnselected();
    }
  }

  /** An annotation outside of a transaction. */
  void annotation() {
    if (gap != null) {
      gap.annotated = true;
    }
  }

  /** The transaction of an EXEC behind the last loss began in front of it. */
  public void begunBefore() {
    if (gap != null) {
      gap.begunBefore = true;
    }
  }

  /** Whether an EXEC outside of a transaction would be that of a MULTI lost here, or in front. */
  public boolean mayEndLoss() {
    return gap != null && gap.execMayBeOrphan && gap.multi != MultiInFront.UNDER_NULS;
  }

  /**
   * Where the MULTI of an EXEC would be that comes next, as far as that is known here. Asked
   * outside of a transaction.
   */
  public MultiInFront multiInFront() {
    if (gap == null || !gap.execMayBeOrphan) {
      return MultiInFront.NONE;
    }
    boolean seen = !gap.annotated && gaps.get(gaps.firstOfTransaction()).openBefore;
    return seen ? MultiInFront.SEEN : gap.multi;
  }

  /** Whether an EXEC that comes next would belong to what is in front of the file's head. */
  public boolean reachesHead() {
    return multiInFront() != MultiInFront.NONE
        && gaps.get(0).isHead
        && gaps.firstOfTransaction() == 0;
  }

  /** Whether an EXEC was found that belongs to what is in front of the file's head. */
  public boolean isOfFront() {
    return gaps.size() > 0 && gaps.get(0).isHead && gaps.get(0).isEnded();
  }

  /**
   * An EXEC without a MULTI stands behind the end of what was read: torn, or in a later file. Asked
   * outside of a transaction.
   *
   * @param end where it begins; the end of the file if it is in a later one
   * @param endLost whether the end of the file is lost as well, and may have held the MULTI
   */
  public void execBehind(long end, boolean endLost) {
    MultiInFront multi = multiInFront();
    if (multi != MultiInFront.NONE && (!endLost || multi == MultiInFront.SEEN)) {
      end(end, at.commands);
    }
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
    lost.twoWords = words == 2;
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
    lost.twoWords = true;
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

  /**
   * Says what the files before leave in doubt at the head of this one, where nothing else is lost.
   *
   * @param offset where the commands of the file begin
   * @param database whether it is in doubt what is selected
   * @param multi where the MULTI of an EXEC without one would be
   */
  public void head(long offset, boolean database, MultiInFront multi) {
    GapBuilder lost = new GapBuilder(LogGap.Cause.BYTES, offset, database);
    lost.end = offset;
    lost.isHead = true;
    lost.execMayBeOrphan = multi != MultiInFront.NONE;
    lost.openBefore = multi == MultiInFront.SEEN;
    lost.multi = multi;
    front(lost, offset, at.commands);
    selected.doubtful |= database;
    behind(lost, at.commands);
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
      lost.openBefore = true;
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
