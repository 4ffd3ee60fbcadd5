package org.aofkit.resp;

/** Why a frame is no frame. */
public enum RespError {
  /** End of file inside a header line or before the next one. */
  CUT_IN_HEADER("end of file inside a command, at a header"),
  /** End of file inside an argument or its terminator. */
  CUT_IN_ARGUMENT("end of file inside an argument"),
  /** An annotation line without its LF at the end of the file. */
  CUT_ANNOTATION("annotation line without line end at end of file"),
  /** A frame begins with a byte that is neither {@code *} nor {@code #}. */
  NOT_A_COMMAND("expected '*' or '#' where a command begins"),
  /** The number of arguments is below 1, after the servers' wrap to 32 bits. */
  BAD_ARGUMENT_COUNT("the number of arguments is not positive"),
  /**
   * A {@code *} followed by a NUL, not at the end of the file. Redis 7.0.15 calls it a read error:
   * it refuses to start and changes nothing, whatever {@code aof-load-truncated} says.
   */
  NUL_ARGUMENT_COUNT("a NUL byte where the number of arguments is expected"),
  /** An argument's header does not begin with {@code $}. */
  BAD_LENGTH_PREFIX("expected '$' where an argument begins"),
  /**
   * As {@link #BAD_LENGTH_PREFIX}, behind a header line of more than 1023 bytes: servers take its
   * remainder for the next line.
   */
  HEADER_TOO_LONG("header line of more than 1023 bytes"),
  /** An argument's length is negative. Kills the servers. */
  NEGATIVE_LENGTH("negative argument length"),
  /** An argument's length is beyond any address space. Kills the servers. */
  LENGTH_TOO_LARGE("argument length beyond any memory");

  private final String text;

  RespError(String text) {
    this.text = text;
  }

  /** One line for people, without place or file. */
  public String text() {
    return text;
  }
}
