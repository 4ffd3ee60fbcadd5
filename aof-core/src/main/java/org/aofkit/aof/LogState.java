package org.aofkit.aof;

import org.aofkit.server.Server;

/**
 * The state of a loader that has read a file of commands up to some place: selected database,
 * transaction, counts. Fed with segments in file order; every file begins with a new state, since
 * servers begin every file in database 0.
 *
 * <p>What a loader does in a transaction: every command but EXEC is queued (MULTI, DISCARD and
 * SELECT too), and applied at EXEC.
 */
public final class LogState {
  private final int databases;
  private final LogEvents listener;

  private int database;
  private boolean selected;
  private int queuedDatabase;
  private boolean queuedSelect;
  private long firstUnselected = -1;

  private boolean inTransaction;
  private long transactionStart = -1;
  private long endBeforeMulti = -1;
  private boolean multiRepeated;
  private boolean annotationInside;
  private long commandsAtTransaction;

  private long commands;
  private long annotations;
  private long transactions;
  private long lastExec = -1;
  private long lastCommandStart = -1;
  private long lastCommandEnd;
  private long lastAnnotation = -1;
  private boolean endsWithAnnotation;
  private boolean lastTerminatorIsCrLf = true;
  private final Casualties casualties;

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
    this.lastCommandEnd = start;
  }

  void accept(Segment segment) {
    for (int i = 0; i < segment.events.size(); i++) {
      replay(segment, i);
    }
    commands += segment.commands;
    annotations += segment.annotations;
    casualties.atOnce(segment.loadedBy);
    if (segment.lastAnnotation >= 0) {
      lastAnnotation = segment.lastAnnotation;
      annotationInside |= inTransaction && segment.lastAnnotation > transactionStart;
    }
    if (segment.commands > 0) {
      lastCommandStart = segment.lastCommandStart;
      lastCommandEnd = segment.lastCommandEnd;
      lastTerminatorIsCrLf = segment.lastTerminatorIsCrLf;
      endsWithAnnotation = segment.endsWithAnnotation;
    } else {
      endsWithAnnotation |= segment.annotations > 0;
    }
  }

  private void replay(Segment segment, int index) {
    EventLog events = segment.events;
    long offset = events.offset(index);
    int value = events.value(index);
    switch (events.kind(index)) {
      case FIRST_TOUCH -> touch(offset);
      case SELECT -> select(offset, value);
      case MULTI -> {
        endBeforeMulti = value >= 0 ? offset - value : commands == 0 ? -1 : lastCommandEnd;
        multi(offset, commands + events.ordinal(index));
      }
      case EXEC -> exec(offset);
      case DISCARD -> discard(offset);
      case UNKNOWN -> listener.unknownCommand(offset, value);
      case ARITY -> {
        listener.wrongArity(offset, value & Server.allBits());
        casualties.arity(value, inTransaction);
      }
      case LAX -> listener.laxFormat(offset, value);
      case PAYLOAD -> payload(offset, value);
      case RESET -> reset(offset);
      case WAIT -> {
        // In a transaction nothing waits.
        if (!inTransaction) {
          casualties.crash(offset, value, false);
        }
      }
      case ADMIN -> admin(offset, AdminEffect.of(value));
      case OTHER_DATABASE -> {
        if (value >= databases) {
          listener.fails(offset);
        }
      }
      case FAILS -> listener.fails(offset);
    }
  }

  private void payload(long offset, int value) {
    if (value < 0) {
      listener.payload(offset, -1, false);
    } else {
      int version = value & ~CommandDetails.BAD_CHECKSUM;
      listener.payload(offset, version, version == value);
    }
  }

  private void admin(long offset, AdminEffect effect) {
    if (effect == AdminEffect.ENDS_SERVER) {
      casualties.crash(offset, Server.allBits(), inTransaction);
    } else {
      listener.admin(offset, effect);
    }
  }

  private void reset(long offset) {
    if (inTransaction) {
      casualties.crash(offset, Server.allBits(), true);
    } else {
      database = 0;
      selected = true;
    }
  }

  private void touch(long offset) {
    if (!selected && !queuedSelect && firstUnselected < 0) {
      firstUnselected = offset;
    }
  }

  private void select(long offset, int wanted) {
    listener.select(offset, wanted);
    if (wanted < 0 || wanted >= databases) {
      return;
    }
    if (inTransaction) {
      queuedDatabase = wanted;
      queuedSelect = true;
    } else {
      database = wanted;
      selected = true;
    }
  }

  private void multi(long offset, long commandsBefore) {
    if (inTransaction) {
      multiRepeated = true;
      listener.nestedMulti(offset);
    } else {
      inTransaction = true;
      transactionStart = offset;
      commandsAtTransaction = commandsBefore;
      multiRepeated = false;
      annotationInside = false;
      casualties.beginQueue();
      queuedDatabase = database;
      queuedSelect = false;
    }
  }

  private void exec(long offset) {
    if (!inTransaction) {
      listener.strayExec(offset);
      return;
    }
    inTransaction = false;
    casualties.execute(offset);
    lastExec = offset;
    transactions++;
    database = queuedDatabase;
    selected |= queuedSelect;
    queuedSelect = false;
  }

  /**
   * Takes the last command back if it is the EXEC that closed a transaction. For where what stands
   * behind it shows that it is not whole: the transaction is open then.
   */
  public void withdrawExec() {
    if (lastExec >= 0 && lastExec == lastCommandStart && !inTransaction) {
      inTransaction = true;
      transactions--;
    }
  }

  private void discard(long offset) {
    if (inTransaction) {
      casualties.queueDiscard();
    } else {
      listener.strayExec(offset);
    }
  }

  /** The selected database, or the one selected in the open transaction's queue. */
  public int database() {
    return inTransaction ? queuedDatabase : database;
  }

  /** Whether a SELECT of this file took effect outside of an open transaction. */
  public boolean selected() {
    return selected;
  }

  /**
   * The first command that goes to the selected database before any SELECT of this file; -1 without
   * one.
   */
  public long firstUnselected() {
    return firstUnselected;
  }

  /** Whether a MULTI waits for its EXEC. */
  public boolean inTransaction() {
    return inTransaction;
  }

  /** The outermost MULTI of the open transaction. */
  public long transactionStart() {
    return transactionStart;
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
    return multiRepeated;
  }

  /** Whether an annotation line stands in the open transaction. Servers write none there. */
  public boolean annotationInTransaction() {
    return annotationInside;
  }

  /** Whole commands of the open transaction, its MULTI included. */
  public long commandsInTransaction() {
    return inTransaction ? commands - commandsAtTransaction : 0;
  }

  /** Whole commands read. */
  public long commands() {
    return commands;
  }

  /** Annotation lines read. */
  public long annotations() {
    return annotations;
  }

  /** Closed transactions read. */
  public long transactions() {
    return transactions;
  }

  /** Start of the last whole command; -1 without one. */
  public long lastCommandStart() {
    return lastCommandStart;
  }

  /** End of the last whole command; the start where there is none. */
  public long lastCommandEnd() {
    return lastCommandEnd;
  }

  /** Start of the last annotation line; -1 without one. */
  public long lastAnnotation() {
    return lastAnnotation;
  }

  /** Whether the last frame was an annotation line. */
  public boolean endsWithAnnotation() {
    return endsWithAnnotation;
  }

  /** Whether the last whole command ended in a real CR LF. */
  public boolean lastTerminatorIsCrLf() {
    return lastTerminatorIsCrLf;
  }

  /**
   * Mask of the servers that get past every command read: by name, number of arguments, and what is
   * known to make them crash.
   */
  public int loadedBy() {
    return casualties.survivors();
  }
}
