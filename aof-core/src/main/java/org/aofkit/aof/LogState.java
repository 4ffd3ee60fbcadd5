package org.aofkit.aof;

import java.util.BitSet;
import java.util.List;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

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
 * loss is in {@link #gaps}.
 */
public final class LogState {
  private final int databases;
  private final LogEvents listener;

  private int database;
  private boolean selected;
  private int queuedDatabase;
  private boolean queuedSelect;
  private long firstUnselected = -1;
  private final BitSet selectedDatabases = new BitSet();
  private boolean doubtful;
  private long lastSelect = -1;
  private int databaseBeforeSelect;
  private boolean selectedBeforeSelect;
  private boolean doubtfulBeforeSelect;

  private final GapList gaps = new GapList();
  private @Nullable GapBuilder gap;
  private int gapsAtTransaction;
  private boolean doubtfulAtTransaction;
  private boolean selectsFirst;
  private boolean spoiled;
  private boolean execsLost;
  private long annotationsBeforeRewind;
  private long endBeforeMultiAtRewind;

  private boolean inTransaction;
  private long transactionStart = -1;
  private long endBeforeMulti = -1;
  private boolean multiRepeated;
  private boolean annotationInside;
  private boolean discardQueued;
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
      case SELECT -> select(offset, value, commands + events.ordinal(index));
      case MULTI -> {
        endBeforeMulti = value >= 0 ? offset - value : commands == 0 ? -1 : lastCommandEnd;
        multi(offset, commands + events.ordinal(index));
      }
      case EXEC -> exec(offset, commands + events.ordinal(index));
      case DISCARD -> discard(offset);
      case ANNOTATION -> annotation(offset, commands + events.ordinal(index));
      case RESET -> reset(offset, commands + events.ordinal(index));
      case DAMAGED -> damaged(offset, value, commands + events.ordinal(index));
      default -> tell(events.kind(index), offset, value);
    }
  }

  private void tell(EventKind kind, long offset, int value) {
    if (execsLost) {
      return;
    }
    switch (kind) {
      case UNKNOWN -> listener.unknownCommand(offset, value);
      case ARITY -> {
        listener.wrongArity(offset, value & Server.allBits());
        casualties.arity(value);
      }
      case LAX -> listener.laxFormat(offset, value);
      case PAYLOAD -> payload(offset, value);
      case WAIT -> {
        // In a transaction nothing waits.
        if (casualties.transaction() < 0) {
          casualties.crash(offset, value);
        }
      }
      case ADMIN -> admin(offset, AdminEffect.of(value));
      case OTHER_DATABASE -> {
        if (value >= databases) {
          listener.fails(offset);
        }
      }
      case FAILS -> listener.fails(offset);
      default -> throw new IllegalStateException("nobody is told of " + kind);
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
      casualties.crash(offset, Server.allBits());
    } else {
      listener.admin(offset, effect);
    }
  }

  private void reset(long offset, long commandsBefore) {
    if (!execsLost && casualties.transaction() >= 0) {
      casualties.crash(offset, Server.allBits());
    }
    if (!inTransaction) {
      database = 0;
      selected = true;
      known(offset, true, commandsBefore + 1);
    }
  }

  private void touch(long offset) {
    if (doubtful && gap != null && !queuedSelect) {
      gap.touched = true;
    }
    if (!selected && !queuedSelect && !doubtful && firstUnselected < 0) {
      firstUnselected = offset;
    }
  }

  private void select(long offset, int wanted, long commandsBefore) {
    if (!execsLost) {
      listener.select(offset, wanted);
    }
    if (wanted < 0) {
      damagedSelect(offset, commandsBefore);
    }
    if (wanted < 0 || wanted >= databases) {
      return;
    }
    selectedDatabases.set(wanted);
    if (inTransaction) {
      selectsFirst |= !queuedSelect && commandsBefore == commandsAtTransaction + 1;
      queuedDatabase = wanted;
      queuedSelect = true;
      return;
    }
    lastSelect = offset;
    databaseBeforeSelect = database;
    selectedBeforeSelect = selected;
    doubtfulBeforeSelect = doubtful;
    database = wanted;
    selected = true;
    known(offset, false, commandsBefore);
  }

  /** The database is known from here on; or from behind the command here on. */
  private void known(long offset, boolean behind, long commandsBefore) {
    if (doubtful && gap != null) {
      gap.known(offset, behind, database, commandsBefore, transactions);
    }
    doubtful = false;
  }

  private void multi(long offset, long commandsBefore) {
    if (!execsLost) {
      casualties.multi(offset);
    }
    if (inTransaction) {
      if (!execsLost) {
        multiRepeated = true;
        listener.nestedMulti(offset);
        return;
      }
      lostExec(offset, commandsBefore);
    }
    inTransaction = true;
    transactionStart = offset;
    commandsAtTransaction = commandsBefore;
    multiRepeated = false;
    annotationInside = false;
    discardQueued = false;
    queuedDatabase = database;
    queuedSelect = false;
    selectsFirst = false;
    spoiled = false;
    gapsAtTransaction = gaps.size();
    doubtfulAtTransaction = doubtful;
    if (gap != null) {
      gap.execMayBeOrphan = false;
    }
  }

  private void exec(long offset, long commandsBefore) {
    if (!execsLost) {
      casualties.exec();
    }
    if (!inTransaction) {
      if (gap != null && gap.execMayBeOrphan) {
        gap.orphan(offset, doubtful ? LogGap.UNKNOWN : database, commandsBefore + 1);
        transactions++;
      } else {
        listener.strayExec(offset);
      }
      return;
    }
    inTransaction = false;
    if (discardQueued) {
      listener.execAfterDiscard(offset);
      discarded(offset, commandsBefore + 1);
      return;
    }
    lastExec = offset;
    transactions++;
    database = queuedDatabase;
    selected |= queuedSelect;
    if (spoiled && gap != null) {
      doubtful &= !queuedSelect;
      gap.orphan(offset, doubtful ? LogGap.UNKNOWN : database, commandsBefore + 1);
    } else if (queuedSelect && selectsFirst) {
      transactions--;
      known(transactionStart, false, commandsAtTransaction);
      transactions++;
    } else if (queuedSelect) {
      known(offset, true, commandsBefore + 1);
    }
    queuedSelect = false;
    spoiled = false;
  }

  /** A transaction on which servers crash is lost as a whole. */
  private void discarded(long exec, long commandsThrough) {
    GapBuilder lost = new GapBuilder(LogGap.Cause.DISCARD, transactionStart, queuedSelect);
    lost.lastFrame = exec;
    lost.execMayBeOrphan = false;
    lost.databaseBefore = databaseKnown();
    lost.databaseLast = lost.databaseBefore;
    behind(lost, commandsThrough);
    doubtful |= queuedSelect;
    queuedSelect = false;
    spoiled = false;
  }

  /**
   * A whole frame with a command that no known server takes. Inside a transaction, one that can't
   * have been its EXEC spoils it; else it is as good as bytes that can't be read.
   */
  private void damaged(long offset, int words, long commandsBefore) {
    if (!execsLost) {
      listener.damagedCommand(offset);
    }
    boolean ambiguous = words <= 2;
    GapBuilder lost = new GapBuilder(LogGap.Cause.UNKNOWN_COMMAND, offset, ambiguous);
    lost.lastFrame = offset;
    // An EXEC whose MULTI went with the gap in front may still come.
    lost.execMayBeOrphan |= !inTransaction && gap != null && gap.execMayBeOrphan;
    front(lost, offset, commandsBefore);
    if (inTransaction && !ambiguous) {
      spoiled = true;
    } else if (ambiguous) {
      leaveTransaction();
      doubtful = true;
    }
    behind(lost, commandsBefore + 1);
  }

  /** A SELECT of no number, which no server writes: its database is lost, and nothing else. */
  private void damagedSelect(long offset, long commandsBefore) {
    GapBuilder lost = new GapBuilder(LogGap.Cause.UNKNOWN_COMMAND, offset, true);
    lost.lastFrame = offset;
    lost.execMayBeOrphan = !inTransaction && gap != null && gap.execMayBeOrphan;
    front(lost, offset, commandsBefore);
    spoiled = inTransaction;
    queuedSelect = false;
    selectsFirst = false;
    doubtful = true;
    behind(lost, commandsBefore + 1);
  }

  private void annotation(long offset, long commandsBefore) {
    if (inTransaction && execsLost) {
      lostExec(offset, commandsBefore);
    }
  }

  private void lostExec(long offset, long commandsBefore) {
    GapBuilder lost = new GapBuilder(LogGap.Cause.LOST_EXEC, offset, true);
    lost.end = offset;
    // Only the EXEC of the transaction in front is missing.
    lost.execMayBeOrphan = false;
    front(lost, offset, commandsBefore);
    leaveTransaction();
    doubtful = true;
    behind(lost, commandsBefore);
  }

  /**
   * The bytes from {@code offset} to {@code end} are lost. What was read from {@code offset} on, at
   * most one command, is taken back.
   */
  public void lost(long offset, long end) {
    if (commands > 0 && offset <= lastCommandStart) {
      takeBackLast(offset);
      commands--;
    }
    GapBuilder lost = new GapBuilder(LogGap.Cause.BYTES, offset, true);
    lost.end = end;
    GapBuilder wider = takeBackGap(offset);
    if (wider == null) {
      front(lost, offset, commands);
    } else {
      lost.sameFront(wider);
    }
    leaveTransaction();
    doubtful = true;
    behind(lost, commands);
  }

  /**
   * The last command may have been a gap of its own, of a frame that ends elsewhere: two gaps that
   * overlap would be mended one over the other.
   */
  private @Nullable GapBuilder takeBackGap(long offset) {
    if (gap == null || gap.offset < offset || gap.cause != LogGap.Cause.UNKNOWN_COMMAND) {
      return null;
    }
    GapBuilder taken = gap;
    gaps.shrinkTo(gaps.size() - 1);
    gap = gaps.last();
    return taken;
  }

  private void takeBackLast(long offset) {
    withdrawExec();
    if (lastSelect >= offset && !inTransaction) {
      database = databaseBeforeSelect;
      selected = selectedBeforeSelect;
      doubtful = doubtfulBeforeSelect;
    }
  }

  private void front(GapBuilder lost, long offset, long commandsBefore) {
    lost.databaseBefore = databaseKnown();
    lost.databaseLast = lost.databaseBefore;
    if (inTransaction && transactionStart < offset) {
      lost.transactionStart = transactionStart;
      lost.transactionCommands = commandsBefore - commandsAtTransaction;
      if (queuedSelect) {
        lost.databaseLast = queuedDatabase;
      }
    }
  }

  private void behind(GapBuilder lost, long commandsBefore) {
    gaps.add(lost, commandsBefore, transactions);
    gap = lost;
  }

  private void leaveTransaction() {
    inTransaction = false;
    multiRepeated = false;
    annotationInside = false;
    discardQueued = false;
    queuedSelect = false;
    spoiled = false;
  }

  private int databaseKnown() {
    return doubtful ? LogGap.UNKNOWN : selected ? database : LogGap.AT_HEAD;
  }

  /**
   * Goes back to the MULTI of the open transaction, to be read again from there. From now on, until
   * {@link #endRewind()}, a MULTI or an annotation in a transaction shows that its EXEC is lost.
   */
  public void rewind() {
    commands = commandsAtTransaction;
    annotationsBeforeRewind = annotations;
    endBeforeMultiAtRewind = endBeforeMulti;
    gaps.shrinkTo(gapsAtTransaction);
    gap = gaps.last();
    doubtful = doubtfulAtTransaction;
    leaveTransaction();
    execsLost = true;
  }

  /** Ends what {@link #rewind()} began, at the place it was called at. */
  public void endRewind() {
    execsLost = false;
    annotations = annotationsBeforeRewind;
    endBeforeMulti = endBeforeMultiAtRewind;
  }

  /** Says that the database is doubtful from the head of the file on. */
  public void headDoubtful(long start) {
    lost(start, start);
    if (gap != null) {
      gap.execMayBeOrphan = false;
    }
  }

  /** How many losses there are so far. */
  public int gapCount() {
    return gaps.size();
  }

  /**
   * The losses in file order.
   *
   * @param end where reading ended
   */
  public List<LogGap> gaps(long end) {
    return gaps.build(end, commands, transactions);
  }

  /** Whether a SELECT may be lost in front, so that the database is a guess. */
  public boolean databaseDoubtful() {
    return doubtful;
  }

  /** Every database that a SELECT names. */
  public BitSet databases() {
    return (BitSet) selectedDatabases.clone();
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
    if (!execsLost) {
      casualties.discard();
    }
    if (inTransaction) {
      discardQueued = true;
    } else if (!execsLost) {
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

  /**
   * The outermost MULTI that servers have open, who do not know that its EXEC is lost; -1 without
   * one. Holds in front of the first spot only.
   */
  public long serverTransaction() {
    return casualties.transaction();
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
