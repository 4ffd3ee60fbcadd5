package org.aofkit.aof;

import org.aofkit.command.CommandKind;
import org.aofkit.resp.RespScanner;

/**
 * The database and the transaction of each command of a file, one after the other. Inside of a
 * transaction everything is queued, SELECT too.
 */
final class ReadState {
  private final int databases;
  private int database;
  private int databaseAfter;
  private int queuedDatabase;
  private boolean databaseKnown;
  private boolean inTransaction;
  private boolean transactionEnds;
  private long transactionStart = -1;

  /**
   * A state in front of the first command of a file.
   *
   * @param databaseKnown whether that command is at the head of the file
   */
  ReadState(int databases, boolean databaseKnown) {
    this.databases = databases;
    this.databaseKnown = databaseKnown;
  }

  /** Lets the command that was read last take its effect, and looks at the next one. */
  void enter(RespScanner here, CommandKind kind) {
    settle();
    switch (kind) {
      case SELECT -> select(here);
      case MULTI -> {
        if (!inTransaction) {
          inTransaction = true;
          transactionStart = here.frameStart();
          queuedDatabase = database;
        }
      }
      case EXEC -> {
        if (inTransaction) {
          transactionEnds = true;
          databaseAfter = queuedDatabase;
          database = queuedDatabase;
        }
      }
      default -> {}
    }
  }

  private void settle() {
    database = databaseAfter;
    if (transactionEnds) {
      inTransaction = false;
      transactionEnds = false;
    }
  }

  private void select(RespScanner here) {
    int wanted = here.argumentCount() < 2 ? -1 : DatabaseNumber.parse(here, 1);
    if (wanted < 0 || wanted >= databases) {
      return;
    }
    databaseKnown = true;
    databaseAfter = wanted;
    queuedDatabase = wanted;
  }

  /**
   * RESET outside of a transaction selects database 0 for what follows; inside of one servers
   * crash.
   */
  void reset() {
    if (!inTransaction) {
      databaseKnown = true;
      databaseAfter = 0;
    }
  }

  int database() {
    return inTransaction ? queuedDatabase : database;
  }

  boolean isDatabaseKnown() {
    return databaseKnown;
  }

  boolean inTransaction() {
    return inTransaction;
  }

  long transactionStart() {
    return inTransaction ? transactionStart : -1;
  }

  boolean isTransactionOpen() {
    return inTransaction && !transactionEnds;
  }
}
