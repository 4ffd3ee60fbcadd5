package org.aofkit.fuzz.reference;

import java.util.List;
import org.aofkit.resp.RespError;
import org.jspecify.annotations.Nullable;

/**
 * A frame as the loaders see it. Offsets and lengths are in bytes of the file.
 *
 * @param outcome what it is
 * @param start its first byte
 * @param end first byte behind a command or an annotation; for anything else the start
 * @param argumentCount how many arguments a command says it has, 1 to 2^31 - 1; 0 if there is no
 *     command, or no legal number
 * @param arguments those whose header was read
 * @param terminatorIsCrLf whether the two bytes behind the last argument of a command are CR LF;
 *     false for anything but a command
 * @param quirks bits of {@link org.aofkit.resp.RespQuirk}, up to the end or the error
 * @param error what is wrong, or null
 * @param errorOffset the wrong byte, the wrong header line or the end of the file; -1 if there is
 *     no error
 */
public record ReferenceFrame(
    Outcome outcome,
    long start,
    long end,
    int argumentCount,
    List<Argument> arguments,
    boolean terminatorIsCrLf,
    int quirks,
    @Nullable RespError error,
    long errorOffset) {

  /** What a frame is. */
  public enum Outcome {
    /** The end of the file, exactly behind a frame. */
    END,
    /** A command. */
    COMMAND,
    /** A line that begins with {@code #}. */
    ANNOTATION,
    /** End of file inside a command. */
    CUT,
    /** Servers refuse the file, or crash. */
    MALFORMED,
    /** End of file inside an annotation. */
    CUT_ANNOTATION
  }

  /**
   * An argument.
   *
   * @param offset its first byte
   * @param length its bytes as its header says; the file may have fewer
   */
  public record Argument(long offset, long length) {}

  /** Whether another frame can follow. */
  public boolean isWhole() {
    return outcome == Outcome.COMMAND || outcome == Outcome.ANNOTATION;
  }
}
