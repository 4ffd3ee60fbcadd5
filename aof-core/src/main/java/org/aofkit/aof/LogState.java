package org.aofkit.aof;

import java.util.BitSet;
import org.aofkit.server.Server;

/**
 * The state of a loader that has read a file of commands up to some place: selected database,
 * transaction, counts. Fed with segments in file order; every file begins with a new state, since
 * servers begin every file in database 0.
 *
 * <p>What a loader does in a transaction: every command but EXEC is queued (MULTI, DISCARD and
 * SELECT too), and applied at EXEC.
 *
 * <p>Where bytes are lost, a transaction in front is over, and what follows is in none; the
 * database goes on, but {@linkplain #databaseDoubtful() only as a guess}. What stands around each
 * loss is in {@link #losses}.
 */
public final class LogState {
  private final int databases;
  private final LogEvents listener;
  private final LogPosition at;
  private final SelectedDatabase selected = new SelectedDatabase();

  private final OpenTransaction transaction = new OpenTransaction();
  private final Losses losses;
  private boolean execsLost;
  private long annotationsBeforeRewind;
  private long endBeforeMultiAtRewind;

  private long endBeforeMulti = -1;
  private long lastExec = -1;
  private long lastBorder = -1;
  private final Casualties casualties;
  private final EventTeller teller;

  /**
   * A state at the head of a file of commands.
   *
   * @param start offset of the first command: 0, or the end of the RDB image in front
   * @param databases how many databases the server has
   */
  public LogState(long start, int databases, LogEvents listener) {
    this.databases = databases;
    this.listener = listener;
    this.casualties = new Casualties(listener);
    this.teller = new EventTeller(databases, listener, casualties);
    this.at = new LogPosition(start);
    this.losses = new Losses(at, selected, transaction);
  }

  void accept(Segment segment) {
    for (int i = 0; i < segment.events.size(); i++) {
      replay(segment, i);
    }
    at.accept(segment);
    casualties.atOnce(segment.loadedBy);
    if (segment.lastAnnotation >= 0) {
      transaction.annotationInside |=
          transaction.isOpen() && segment.lastAnnotation > transaction.start();
    }
  }

  private void replay(Segment segment, int index) {
    EventLog events = segment.events;
    long offset = events.offset(index);
    int value = events.value(index);
    switch (events.kind(index)) {
      case FIRST_TOUCH -> touch(offset);
      case SELECT -> select(offset, value, at.commands + events.ordinal(index));
      case MULTI -> {
        endBeforeMulti = value >= 0 ? offset - value : at.commands == 0 ? -1 : at.lastCommandEnd;
        multi(offset, at.commands + events.ordinal(index));
      }
      case EXEC -> exec(offset, at.commands + events.ordinal(index));
      case DISCARD -> discard(offset);
      case ANNOTATION -> annotation(offset, at.commands + events.ordinal(index));
      case RESET -> reset(offset, at.commands + events.ordinal(index));
      case DAMAGED -> damaged(offset, value, at.commands + events.ordinal(index));
      default -> {
        transaction.deadly |=
            transaction.isOpen() && AdminEffect.isDeadly(events.kind(index), value);
        if (!execsLost) {
          teller.tell(events.kind(index), offset, value);
        }
      }
    }
  }

  private void reset(long offset, long commandsBefore) {
    if (!execsLost && casualties.transaction() >= 0) {
      casualties.crash(offset, Server.allBits());
    }
    transaction.deadly |= transaction.isOpen();
    if (!transaction.isOpen()) {
      selected.become(0, true);
      losses.known(offset, true, commandsBefore + 1);
    }
  }

  private void touch(long offset) {
    if (!transaction.selects) {
      losses.touched();
      selected.touch(offset);
    }
  }

  private void select(long offset, int wanted, long commandsBefore) {
    if (!execsLost) {
      listener.select(offset, wanted);
    }
    if (wanted < 0) {
      losses.damagedSelect(offset, commandsBefore);
    }
    if (wanted < 0 || wanted >= databases) {
      return;
    }
    selected.name(offset, wanted);
    if (transaction.isOpen()) {
      transaction.select(wanted, commandsBefore);
      return;
    }
    selected.select(offset, wanted);
    losses.known(offset, false, commandsBefore);
  }

  private void multi(long offset, long commandsBefore) {
    lastBorder = offset;
    if (!execsLost) {
      casualties.multi(offset);
    }
    if (transaction.isOpen()) {
      if (!execsLost) {
        transaction.multiRepeated = true;
        listener.nestedMulti(offset);
        return;
      }
      losses.exec(offset, commandsBefore);
    }
    transaction.open(offset, commandsBefore, selected.number());
    transaction.gapsBefore = losses.count();
    transaction.doubtfulBefore = selected.doubtful;
    losses.multi();
  }

  private void exec(long offset, long commandsBefore) {
    lastBorder = offset;
    if (!execsLost) {
      casualties.exec();
    }
    if (!transaction.isOpen()) {
      if (!losses.orphan(offset, commandsBefore + 1)) {
        listener.strayExec(offset);
      }
      return;
    }
    transaction.close();
    if (transaction.discardQueued) {
      listener.execAfterDiscard(offset);
      losses.crashed(LogGap.Cause.DISCARD, offset, commandsBefore + 1);
      return;
    }
    if (transaction.deadly) {
      losses.crashed(LogGap.Cause.DEADLY, offset, commandsBefore + 1);
      return;
    }
    lastExec = offset;
    at.transactions++;
    selected.become(transaction.database, transaction.selects);
    if (transaction.spoiled && losses.any()) {
      losses.spoiled(offset, commandsBefore + 1);
    } else if (transaction.selects && transaction.selectsFirst) {
      losses.known(transaction.start(), false, transaction.commandsBefore(), at.transactions - 1);
    } else if (transaction.selects) {
      losses.known(offset, true, commandsBefore + 1);
    }
    transaction.selects = false;
    transaction.spoiled = false;
  }

  private void damaged(long offset, int words, long commandsBefore) {
    if (!execsLost) {
      listener.damagedCommand(offset);
    }
    losses.unknownCommand(offset, words, commandsBefore);
  }

  private void annotation(long offset, long commandsBefore) {
    if (!transaction.isOpen()) {
      losses.annotation();
    } else if (execsLost) {
      losses.exec(offset, commandsBefore);
      losses.annotation();
    }
  }

  /**
   * The bytes from {@code offset} to {@code end} are lost. What was read from {@code offset} on, at
   * most one command, is taken back.
   *
   * @param exec whether they are what is left of an EXEC
   */
  public void lost(long offset, long end, boolean exec) {
    if (at.commands > 0 && offset <= at.lastCommandStart) {
      takeBackLast(offset);
      at.commands--;
    }
    losses.bytes(offset, end, exec);
  }

  private void takeBackLast(long offset) {
    selected.takeBackName(offset);
    withdrawExec();
    if (!transaction.isOpen()) {
      selected.takeBack(offset);
    }
  }

  /**
   * Goes back to the MULTI of the open transaction, to be read again from there. From now on, until
   * {@link #endRewind()}, a MULTI or an annotation in a transaction shows that its EXEC is lost.
   */
  public void rewind() {
    at.commands = transaction.commandsBefore();
    annotationsBeforeRewind = at.annotations;
    endBeforeMultiAtRewind = endBeforeMulti;
    losses.shrinkTo(transaction.gapsBefore);
    selected.doubtful = transaction.doubtfulBefore;
    transaction.leave();
    execsLost = true;
  }

  /** Ends what {@link #rewind()} began, at the place it was called at. */
  public void endRewind() {
    execsLost = false;
    at.annotations = annotationsBeforeRewind;
    endBeforeMulti = endBeforeMultiAtRewind;
  }

  /** What is lost so far; grows with this state. */
  public Losses losses() {
    return losses;
  }

  /** Whether a SELECT may be lost in front, so that the database is a guess. */
  public boolean databaseDoubtful() {
    return selected.doubtful;
  }

  /** Every database that a SELECT names. */
  public BitSet databases() {
    return selected.named();
  }

  /**
   * Takes the last command back if it is the EXEC that closed a transaction. For where what stands
   * behind it shows that it is not whole: the transaction is open then.
   */
  public void withdrawExec() {
    if (lastExec >= 0 && lastExec == at.lastCommandStart && !transaction.isOpen()) {
      transaction.reopen();
      at.transactions--;
    }
  }

  private void discard(long offset) {
    if (!execsLost) {
      casualties.discard();
    }
    if (transaction.isOpen()) {
      transaction.discardQueued = true;
    } else if (!execsLost) {
      listener.strayExec(offset);
    }
  }

  /** The selected database, or the one selected in the open transaction's queue. */
  public int database() {
    return transaction.isOpen() ? transaction.database : selected.number();
  }

  /** Whether a SELECT of this file took effect outside of an open transaction. */
  public boolean selected() {
    return selected.isSelected();
  }

  /** The same, or one in the queue of the open transaction. */
  public boolean selects() {
    return selected.isSelected() || transaction.isOpen() && transaction.selects;
  }

  /** The first command that goes to a database before any SELECT of this file; -1 without one. */
  public long firstUnselected() {
    return selected.firstUnselected();
  }

  /** Whether a MULTI waits for its EXEC. */
  public boolean inTransaction() {
    return transaction.isOpen();
  }

  /**
   * The outermost MULTI that servers have open, who do not know that its EXEC is lost; -1 without
   * one. Holds in front of the first spot only.
   */
  public long serverTransaction() {
    return casualties.transaction();
  }

  /** The last MULTI or EXEC, whatever becomes of it; -1 without one. */
  public long lastBorder() {
    return lastBorder;
  }

  /** The outermost MULTI of the open transaction. */
  public long transactionStart() {
    return transaction.start();
  }

  /**
   * End of the last whole command in front of the open transaction's last MULTI: where servers cut
   * an open transaction off; -1 without one.
   */
  public long endBeforeMulti() {
    return endBeforeMulti;
  }

  /** Whether the open transaction holds a second MULTI: an EXEC is missing in it. */
  public boolean multiRepeated() {
    return transaction.multiRepeated;
  }

  /** Whether an annotation line stands in the open transaction. Servers write none there. */
  public boolean annotationInTransaction() {
    return transaction.annotationInside;
  }

  /** Whole commands of the open transaction, its MULTI included. */
  public long commandsInTransaction() {
    return transaction.isOpen() ? at.commands - transaction.commandsBefore() : 0;
  }

  /** Whole commands read. */
  public long commands() {
    return at.commands;
  }

  /** Annotation lines read. */
  public long annotations() {
    return at.annotations;
  }

  /** Closed transactions read. */
  public long transactions() {
    return at.transactions;
  }

  /** Start of the last whole command; -1 without one. */
  public long lastCommandStart() {
    return at.lastCommandStart;
  }

  /** End of the last whole command; the start where there is none. */
  public long lastCommandEnd() {
    return at.lastCommandEnd;
  }

  /** Start of the last annotation line; -1 without one. */
  public long lastAnnotation() {
    return at.lastAnnotation;
  }

  /** Whether the last frame was an annotation line. */
  public boolean endsWithAnnotation() {
    return at.endsWithAnnotation;
  }

  /** Whether the last whole command ended in a real CR LF. */
  public boolean lastTerminatorIsCrLf() {
    return at.lastTerminatorIsCrLf;
  }

  /**
   * Mask of the servers that get past every command read: by name, number of arguments, and what is
   * known to make them crash.
   */
  public int loadedBy() {
    return casualties.survivors();
  }
}
