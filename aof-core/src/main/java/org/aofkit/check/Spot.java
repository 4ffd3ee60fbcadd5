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

  /**
   * NULs between two whole commands, and nothing in front of them that could have been changed by
   * what was lost.
   *
   * @param atLogStart whether no command stands in front of it in this file
   */
  record Hole(long offset, long end, boolean atLogStart) implements Spot {}

  /**
   * The last command is torn, or there are NULs and nothing whole up to the end of the file.
   *
   * @param offset where the torn command, or the run of NULs behind a whole one, begins
   * @param cut whether it is what servers take for a cut, rather than a format error
   * @param nuls whether the file ends in NULs, or in NULs and a torn command
   * @param insideCommand whether bytes of a torn command stand beside the NULs
   * @param island first place inside that looks like commands, though they may be bytes of a value;
   *     -1 for none
   */
  record BadEnd(
      long offset, long end, boolean cut, boolean nuls, boolean insideCommand, long island)
      implements Spot {}

  /** An annotation line without line end at the end of the file. */
  record CutAnnotation(long offset, long end) implements Spot {}

  /**
   * Bytes that can't be read as commands, and cost at least one.
   *
   * @param end the first believable command behind, or the end of the file
   * @param cause what the bytes are
   * @param certain whether commands begin at the end for certain
   * @param cut whether servers take it for the cut end of the file
   * @param error what was wrong; null where the cause says it all
   * @param errorOffset the byte that could not be read
   */
  record Lost(
      long offset,
      long end,
      GapCause cause,
      boolean certain,
      boolean cut,
      @Nullable RespError error,
      long errorOffset)
      implements Spot {}
}
