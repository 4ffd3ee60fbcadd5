package org.aofkit.compact;

/**
 * The end of a log that is carried as it is, from the first command on of which nobody can say
 * which keys it reads or writes. What stands in front of it is in the new base.
 *
 * @param file the file in which it begins
 * @param offset where it begins there, in bytes: at the command, or at the MULTI of the transaction
 *     that the command is part of
 * @param command the name of the command, as it was sent
 * @param commandOffset where the command stands
 * @param reason why nobody can say it, for people
 * @param commands how many are carried: from there on in all files, and SCRIPT LOAD and its like
 *     from before; SELECTs not counted
 * @param bytes of the log from there on
 */
public record CarriedTail(
    String file,
    long offset,
    String command,
    long commandOffset,
    String reason,
    long commands,
    long bytes) {

  /** One sentence for people, without a full stop. */
  public String sentence() {
    return "from "
        + file
        + ":"
        + offset
        + " on the log is carried as it is ("
        + commands
        + (commands == 1 ? " command, " : " commands, ")
        + bytes
        + " bytes), because of "
        + command
        + (commandOffset == offset ? "" : " at " + commandOffset)
        + ": "
        + reason;
  }
}
