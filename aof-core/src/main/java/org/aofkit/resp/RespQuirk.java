package org.aofkit.resp;

/**
 * Bits of {@link RespScanner#quirks()}: deviations from what servers write that their loaders
 * accept all the same. Measured with Redis 7.0.15, Redis 8.0.6 and Valkey 9.1.2.
 */
public final class RespQuirk {
  /**
   * A header's number is not followed by CR LF at once: LF alone, blanks or letters behind it, no
   * digit at all but something else. The check tools say bad.
   */
  public static final int LAX_NUMBER = 1;

  /**
   * A header's number is not written the one way servers do: blanks or a sign before it, leading
   * zeros, nothing at all. The check tools accept that.
   */
  public static final int ODD_NUMBER = 1 << 1;

  /** The two bytes behind an argument are not CR LF. The check tools say bad. */
  public static final int BAD_TERMINATOR = 1 << 2;

  /**
   * A {@code *} or {@code $} line of 128 bytes or more including its LF. The check tools say bad.
   */
  public static final int LONG_HEADER = 1 << 3;

  /**
   * A {@code *} or {@code $} line without LF in its first 1023 bytes: loaders take what follows for
   * the next line, or, for a {@code $} line, for the argument's bytes. The check tools say bad.
   */
  public static final int SPLIT_HEADER = 1 << 4;

  /** The number of arguments is beyond 32 bits and taken modulo 2^32. The check tools say bad. */
  public static final int ARGC_WRAPPED = 1 << 5;

  /**
   * An annotation line without LF in its first 1023 bytes: loaders take what follows for the next
   * line, which must begin with {@code *} or {@code #}. The check tools accept that.
   */
  public static final int SPLIT_ANNOTATION = 1 << 6;

  /** Those of the bits that make a check tool say bad. */
  public static final int REFUSED_BY_CHECK_TOOLS =
      LAX_NUMBER | BAD_TERMINATOR | LONG_HEADER | SPLIT_HEADER | ARGC_WRAPPED;

  private RespQuirk() {}
}
