package org.aofkit.check;

import org.aofkit.resp.RespError;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong in the bytes of one file of commands, before its place in the set is taken into
 * account. Offsets are bytes from the start of the file; {@code end} is the first byte behind.
 */
sealed interface Spot {
  long offset();

  long end();

  /** Where the first frame begins that is not whole: in front of the offset for a hole's victim. */
  default long from() {
    return offset();
  }

  /**
   * NULs where a command must begin, and a command directly behind them.
   *
   * @param swallowedFrom start of the command or annotation in front if that may have swallowed
   *     NULs; -1 where it ends as it should
   * @param atLogStart whether no command stands in front of it in this file
   * @param inTransaction whether a transaction is open
   */
  record Hole(long offset, long end, long swallowedFrom, boolean atLogStart, boolean inTransaction)
      implements Spot {
    @Override
    public long from() {
      return swallowedFrom < 0 ? offset : swallowedFrom;
    }
  }

  /**
   * The last command is torn, or there are NULs and nothing whole up to the end of the file.
   *
   * @param offset where the torn command, or the run of NULs behind a whole one, begins
   * @param cut whether it is what servers take for a cut, rather than a format error
   * @param nuls whether the file ends in NULs, or in NULs and a torn command
   * @param insideCommand whether bytes of a torn command stand beside the NULs
   * @param island first believable command inside; -1 for none
   */
  record BadEnd(
      long offset, long end, boolean cut, boolean nuls, boolean insideCommand, long island)
      implements Spot {}

  /** An annotation line without line end at the end of the file. */
  record CutAnnotation(long offset, long end) implements Spot {}

  /** A cut annotation line that a command was appended to. */
  record GluedAnnotation(long offset, long end) implements Spot {}

  /**
   * Bytes that can't be read as commands.
   *
   * @param end the first believable command behind, or the end of the file
   * @param nuls whether there is a run of NULs in it that covers the byte that could not be read
   */
  record BadBytes(long offset, long end, boolean nuls, @Nullable RespError error, long errorOffset)
      implements Spot {}
}
