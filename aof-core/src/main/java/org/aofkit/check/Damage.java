package org.aofkit.check;

import java.nio.file.Path;
import java.util.List;

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

  /**
   * Bytes that no edit can bring back, between commands that are intact or up to the end of the
   * file. To mend it something has to be given up, and what that is depends on what stands around
   * it.
   *
   * @param offset the first byte that is lost; for a loss without bytes the place where it was
   * @param length how many bytes are lost; 0 where only an EXEC or a database is
   * @param cause what made it
   * @param doubtful whether what stands behind looks like commands but may be bytes of a value
   * @param context what stands in front and behind
   */
  record Gap(
      Path file,
      long offset,
      long length,
      EditClass editClass,
      String reason,
      GapCause cause,
      boolean doubtful,
      GapContext context)
      implements Damage {
    /** The first byte behind. */
    public long end() {
      return offset + length;
    }
  }

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
   * @param island where in a torn value bytes begin that look like commands, and may be commands
   *     that a damaged length has swallowed; -1 without any. They are not among those dropped
   */
  record BadTail(
      Path file,
      long offset,
      long length,
      EditClass editClass,
      String reason,
      TailCause cause,
      long droppedCommands,
      long droppedTransactions,
      long island)
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
   * @param likely the database that is most likely, where it can't be known
   */
  record MissingSelect(
      Path file,
      long offset,
      long length,
      EditClass editClass,
      String reason,
      int database,
      int likely)
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

  /**
   * An RDB image that servers refuse, or whose checksum does not match. What of it can be kept is
   * found out when a repair is planned.
   *
   * @param offset where servers stop; for a checksum where that is
   * @param length bytes up to the end of the file
   */
  record DamagedImage(Path file, long offset, long length, EditClass editClass, String reason)
      implements Damage {}

  /** Damage for which there is no SAFE edit; {@code reason} says why. */
  record Unmendable(Path file, long offset, long length, EditClass editClass, String reason)
      implements Damage {}

  /**
   * The manifest is gone, unreadable or names files that are gone, and can be put together again
   * from the files that are there.
   *
   * @param file where the manifest is, or has to be
   * @param offset always 0
   * @param length bytes of the manifest that is there
   * @param editClass {@link EditClass#SAFE} if it is proven which one it was
   * @param chains the manifests that are possible, the likeliest first and numbered from 1; one if
   *     {@code editClass} is SAFE
   */
  record ManifestLost(
      Path file, long offset, long length, EditClass editClass, String reason, List<Chain> chains)
      implements Damage {
    /** Copies the list. */
    public ManifestLost {
      chains = List.copyOf(chains);
    }
  }
}
