package org.aofkit.check;

import java.nio.file.Path;

/**
 * A spot that would have to be mended, as the checker located it. Repair turns damages into edits;
 * it adds no judgement of its own. Offsets and lengths are bytes.
 */
public sealed interface Damage {
  /** The damaged file. */
  Path file();

  /** Where the damage begins. */
  long offset();

  /** How many bytes it covers. */
  long length();

  /** What mending it costs. */
  EditClass editClass();

  /** Why it is of that class, in one line. */
  String reason();

  /**
   * A run of NUL bytes between two commands.
   *
   * @param selectDatabase the database whose SELECT must stand in front of what follows, or -1 for
   *     none
   */
  record NulHole(
      Path file, long offset, long length, EditClass editClass, String reason, int selectDatabase)
      implements Damage {}

  /** What made the end of a file unusable. */
  enum TailCause {
    /** NULs up to the end of the file. */
    NULS,
    /** The last command is torn. */
    TORN_COMMAND,
    /** A transaction was never closed. */
    OPEN_TRANSACTION,
    /** An annotation line without its line end. */
    CUT_ANNOTATION,
    /** The first command behind an RDB image is torn. */
    TORN_BEHIND_PREAMBLE
  }

  /**
   * Everything from {@code offset} to the end of the file has to go.
   *
   * @param droppedCommands whole commands in the part that goes
   * @param droppedTransactions transactions in the part that goes, open or closed
   */
  record BadTail(
      Path file,
      long offset,
      long length,
      EditClass editClass,
      String reason,
      TailCause cause,
      long droppedCommands,
      long droppedTransactions)
      implements Damage {}

  /**
   * A command whose first part ends this file and whose rest begins the next one.
   *
   * @param offset where the command begins in {@code file}
   * @param length bytes of it in {@code file}
   * @param nextFile the file with the rest
   * @param restLength how many bytes at the head of {@code nextFile} belong to the command
   * @param database the database the command belongs to, which {@code nextFile} must select
   */
  record SplitCommand(
      Path file,
      long offset,
      long length,
      EditClass editClass,
      String reason,
      Path nextFile,
      long restLength,
      int database)
      implements Damage {}

  /**
   * Commands at the head of a file lack the SELECT they need.
   *
   * @param offset where it has to be put in
   * @param length always 0
   * @param database the database to select; -1 where it can't be known
   */
  record MissingSelect(
      Path file, long offset, long length, EditClass editClass, String reason, int database)
      implements Damage {}

  /**
   * A PING put over a damaged range by a repair that found no free block for the closing CR LF: two
   * NULs stand there. Servers load the file as it is.
   *
   * @param offset of the two bytes
   * @param length always 2
   */
  record UnfinishedMask(Path file, long offset, long length, EditClass editClass, String reason)
      implements Damage {}

  /** Damage for which there is no SAFE edit; {@code reason} says why. */
  record Unmendable(Path file, long offset, long length, EditClass editClass, String reason)
      implements Damage {}
}
