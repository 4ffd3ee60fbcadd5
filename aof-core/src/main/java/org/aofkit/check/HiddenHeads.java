package org.aofkit.check;

import java.util.List;
import java.util.Optional;

/**
 * Lists what stands behind NULs and may be text of a value whose head lies under them.
 *
 * <p>Nothing behind the NULs can disprove that: whoever writes a value chooses all that is in it,
 * and where the value ends, its line end is that of the last command in it. So it may be any of the
 * commands that the value ends with. What bounds the doubt is the number of NULs, which must have
 * room for a head, and the longest value.
 */
final class HiddenHeads {
  /** No head of a command with a value that holds a command is shorter. */
  private static final int SHORTEST = "*2\r\n$1\r\nx\r\n$12\r\n".length();

  private static final String BROKEN_OFF =
      "commands between NULs and bytes that are no command; they may be a part of one value";

  private static final String FILE_AND_OFFSET = "FILE:OFFSET";

  private HiddenHeads() {}

  /** Whether the head of a value can lie under the NULs that a loss ends with. */
  static boolean fitIn(Spot.Lost nuls) {
    return nuls.end() - Math.max(nuls.offset(), nuls.errorOffset()) >= SHORTEST;
  }

  /**
   * What stands behind NULs that a repair only fills, up to the next spot or the end.
   *
   * @param index the place of the hole among the spots
   */
  static Optional<Finding> behindHole(FileLook look, List<Spot> spots, int index) {
    Spot hole = spots.get(index);
    boolean last = index + 1 == spots.size();
    long to = last ? look.size() : spots.get(index + 1).offset();
    boolean broken = !last && isBreak(spots.get(index + 1));
    boolean doubtful = to > hole.end() && (broken || hole.end() - hole.offset() >= SHORTEST);
    return doubtful ? Optional.of(behind(look, hole, to, broken, last)) : Optional.empty();
  }

  private static Finding behind(FileLook look, Spot hole, long to, boolean broken, boolean last) {
    long length = Math.min(to - hole.end(), Resync.MAX_USUAL_VALUE);
    if (broken) {
      return doubtful(
          look.name(), hole.end(), to - hole.end(), (to - hole.end()) + " bytes of " + BROKEN_OFF);
    }
    String upTo =
        length < to - hole.end()
            ? "as far as the longest value reaches"
            : last ? "up to the end of the file" : "up to the next damage";
    return doubtful(
        look.name(),
        hole.end(),
        length,
        "the commands from here "
            + upTo
            + " may be text of a value whose head lies under the NULs in front");
  }

  /** Whether a spot is one that explains neither itself nor what stands in front of it. */
  static boolean isBreak(Spot spot) {
    return spot instanceof Spot.Lost lost && lost.cause() == GapCause.BAD_BYTES;
  }

  /** What is said of the commands behind NULs that count as lost. */
  static String inWords(long commands, boolean broken) {
    return commands
        + (broken
            ? " " + BROKEN_OFF
            : " commands behind NULs; they may be text of a value whose head lies under these");
  }

  /** A note of what looks like commands and may be none, with how to look at it. */
  static Finding doubtful(String file, long offset, long length, String message) {
    FindingCode code = FindingCode.AOF_DOUBTFUL_ISLAND;
    return new Finding(
        code,
        code.severity(),
        file,
        offset,
        length,
        message,
        code.remedy().replace(FILE_AND_OFFSET, file + ":" + offset));
  }
}
