package org.aofkit.check;

import java.util.OptionalInt;

/**
 * What stands in front of a gap in a log and behind it: what a policy needs to know that gives
 * something up. Offsets are bytes from the start of the file, -1 for none. Counts are of whole
 * commands, and of closed transactions.
 *
 * @param transactionStart the outermost MULTI of the transaction that is open in front
 * @param transactionCommands commands from there to the gap, the MULTI included
 * @param databaseBefore the database in front of that transaction, or of the gap; empty where an
 *     earlier gap has made it unknown
 * @param databaseLast the database used last in front of the gap, inside that transaction or before
 * @param selectInFront whether a SELECT of this file holds in front
 * @param mayHoldSelect whether a SELECT, a MULTI or an EXEC may be among what is lost, so that the
 *     database behind is not known
 * @param partEnd where the part behind ends: at the next gap, or at the end of the file
 * @param partCommands commands in it
 * @param partTransactions transactions in it
 * @param orphanEnd end of the EXEC behind whose MULTI is lost: everything up to there belongs to a
 *     transaction that has lost a part
 * @param orphanCommands commands from the gap up to there
 * @param orphanDatabase the database selected in that transaction; empty where it selects none
 * @param knownAt from where on the database is known again; never inside a transaction
 * @param knownDatabase the database that is known there; empty where it is not known again
 * @param knownNeedsSelect whether the SELECT stands in front of {@code knownAt}, inside a
 *     transaction that goes to an unknown database first
 * @param knownCommands commands from the gap up to {@code knownAt}
 * @param knownTransactions transactions from the gap up to {@code knownAt}
 */
public record GapContext(
    long transactionStart,
    long transactionCommands,
    OptionalInt databaseBefore,
    OptionalInt databaseLast,
    boolean selectInFront,
    boolean mayHoldSelect,
    long partEnd,
    long partCommands,
    long partTransactions,
    long orphanEnd,
    long orphanCommands,
    OptionalInt orphanDatabase,
    long knownAt,
    OptionalInt knownDatabase,
    boolean knownNeedsSelect,
    long knownCommands,
    long knownTransactions) {

  /** Whether the database behind the gap is not known, be it by this gap or by an earlier one. */
  public boolean databaseDoubtful() {
    return mayHoldSelect || databaseBefore.isEmpty();
  }
}
