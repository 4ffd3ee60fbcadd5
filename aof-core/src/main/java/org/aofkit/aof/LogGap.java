package org.aofkit.aof;

/**
 * Bytes that are lost to a reader of a log, and what stands in front of them and behind. Offsets
 * are bytes from the start of the file, -1 for none; a database may be {@link #AT_HEAD} or {@link
 * #UNKNOWN}.
 *
 * <p>The <em>part behind</em> reaches from the gap to the next one, or to the end of the file.
 *
 * @param cause what kind of loss it is
 * @param offset the first byte that is lost
 * @param end the first byte behind; -1 where the gap ends with the frame at {@code lastFrame}
 * @param lastFrame the command that the gap ends with, if {@code end} is -1
 * @param ambiguous whether a SELECT, a MULTI or an EXEC may be among what is lost
 * @param transactionStart the outermost MULTI of the transaction that is open in front
 * @param transactionCommands whole commands from there to the gap
 * @param databaseBefore what is selected in front of that transaction, or of the gap
 * @param databaseLast the database used last in front: selected inside that transaction, or before
 * @param partEnd end of the part behind
 * @param partCommands whole commands in it
 * @param partTransactions closed transactions in it
 * @param orphanExec the EXEC behind whose MULTI is lost in the gap or in front of it
 * @param orphanCommands whole commands from the gap through that EXEC
 * @param orphanDatabase what is selected behind that EXEC; {@link #AT_HEAD} where that is what the
 *     file begins with
 * @param known where the database is known again: a SELECT, or a MULTI whose transaction begins
 *     with one; or an EXEC, see {@code knownBehind}
 * @param knownBehind whether {@code known} is an EXEC whose transaction selects after other
 *     commands: the database is known behind it
 * @param knownDatabase the database that is known there
 * @param knownCommands whole commands from the gap up to there
 * @param knownTransactions closed transactions among them
 * @param touched whether a command behind goes to the database while it is doubtful, as far as the
 *     first such command of what is read at a time tells
 */
public record LogGap(
    Cause cause,
    long offset,
    long end,
    long lastFrame,
    boolean ambiguous,
    long transactionStart,
    long transactionCommands,
    int databaseBefore,
    int databaseLast,
    long partEnd,
    long partCommands,
    long partTransactions,
    long orphanExec,
    long orphanCommands,
    int orphanDatabase,
    long known,
    boolean knownBehind,
    int knownDatabase,
    long knownCommands,
    long knownTransactions,
    boolean touched) {
  /** What a loader begins a file with: no SELECT of this file stands in front. */
  public static final int AT_HEAD = -1;

  /** A SELECT may be lost in front. */
  public static final int UNKNOWN = -2;

  /** What kind of loss it is. */
  public enum Cause {
    /** Bytes that can't be read. */
    BYTES,
    /** A whole frame with a command that no known server takes. */
    UNKNOWN_COMMAND,
    /** A transaction with a DISCARD in it, on which servers crash. */
    DISCARD,
    /** A transaction with a command in it that ends every server, such as RESET or PSYNC. */
    DEADLY,
    /** An EXEC that is missing in front of a MULTI or an annotation, without a trace. */
    LOST_EXEC
  }
}
