package org.aofkit.check;

/** What made a gap in a log. */
public enum GapCause {
  /** Bytes that are no command. */
  BAD_BYTES("these bytes can't be read as commands"),
  /** A block of NULs over commands. */
  NUL_BLOCK("a block of NULs lies over commands"),
  /** NULs that begin at a block border, where a lost block may have held commands. */
  NULS_AT_BLOCK("the NULs begin at a block border: a lost block may have held commands"),
  /** NULs that begin inside a command or an annotation. */
  NULS_SWALLOWED("the command or annotation in front has swallowed NULs"),
  /** NULs inside a transaction. */
  NULS_IN_TRANSACTION("a transaction is open where the NULs begin"),
  /** NULs behind an annotation at the head of a file, where servers write a SELECT. */
  NULS_OVER_SELECT("the NULs lie where a SELECT must have been"),
  /** NULs in front of commands that end in an EXEC without a MULTI. */
  NULS_OVER_MULTI("the NULs lie where the MULTI of the EXEC behind must have been"),
  /** A command was appended to a cut annotation line. */
  GLUED_ANNOTATION("the head of a command was appended to a cut annotation line and is lost"),
  /** A damaged length has swallowed intact commands. */
  SWALLOWED("a damaged length has swallowed intact commands"),
  /** A whole frame with a command that no known server takes. */
  UNKNOWN_COMMAND("no known server takes this command: its name or its arguments are damaged"),
  /** A transaction with a DISCARD in it. */
  DISCARD("a DISCARD inside a transaction makes servers crash"),
  /** A transaction with a command in it that ends every server. */
  DEADLY("a command inside a transaction ends the server that executes it"),
  /** An EXEC that is missing, though nothing shows where it was. */
  LOST_EXEC("an EXEC was lost: ordinary traffic stands behind the MULTI"),
  /** The file before lost its end, and with it perhaps the SELECT that holds at this one's head. */
  DATABASE_LOST("the database of these commands is lost with what the file before has lost"),
  /** A transaction that begins in a file before, without its commands there and its MULTI. */
  SPLIT_TRANSACTION("this transaction begins in a file before, and is lost there"),
  /** The same, and its MULTI can't be read either. */
  SPLIT_MULTI_LOST("the MULTI of this transaction is lost in a file before"),
  /** More damages than are kept; everything from the first beyond on. */
  TOO_MANY("too many damages in one file");

  private final String reason;

  GapCause(String reason) {
    this.reason = reason;
  }

  /** Whether the gap is a transaction whose commands can all be read. */
  public boolean isWholeTransaction() {
    return this == DISCARD || this == DEADLY;
  }

  /** Why something has to be given up here, in one line. */
  public String reason() {
    return reason;
  }
}
