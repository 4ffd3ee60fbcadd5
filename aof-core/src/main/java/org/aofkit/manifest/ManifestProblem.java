package org.aofkit.manifest;

/**
 * Why a manifest is refused. The messages are those of the servers (seen with Redis 7.0.15, Redis
 * 8.0.6 and Valkey 9.1.2 alike).
 */
public enum ManifestProblem {
  /** The file has no byte at all. */
  EMPTY("Found an empty AOF manifest"),
  /** A line does not end within 1024 bytes. */
  LINE_TOO_LONG("The AOF manifest file contains too long line"),
  /** The last line has no LF: usually a manifest that was cut. */
  LINE_CUT("The AOF manifest file contains too long line"),
  /** A NUL byte before the end of a line hides the LF from the server. */
  NUL_IN_LINE("The AOF manifest file contains too long line"),
  /** A line of nothing but blanks. */
  BLANK_LINE("Invalid AOF manifest file format"),
  /** A quote that is not closed. */
  UNBALANCED_QUOTE("Invalid AOF manifest file format"),
  /** Something else than a separator behind a closing quote; Valkey 9 accepts that. */
  TEXT_BEHIND_QUOTE("Invalid AOF manifest file format"),
  /** Fewer than six words, or an odd number of them. */
  NOT_PAIRS("Invalid AOF manifest file format"),
  /** A name with {@code /} or a backslash. */
  NAME_IS_A_PATH("File can't be a path, just a filename"),
  /** No {@code file} in the line. */
  NO_NAME("Invalid AOF manifest file format"),
  /** No {@code seq} in the line, or one that is 0 or not a number. */
  NO_SEQ("Invalid AOF manifest file format"),
  /** No {@code type} in the line, or an empty one. */
  NO_TYPE("Invalid AOF manifest file format"),
  /** A type that begins with anything but {@code b}, {@code h} or {@code i}. */
  UNKNOWN_TYPE("Unknown AOF file type"),
  /** A second line of type {@code b}. */
  SECOND_BASE("Found duplicate base file information"),
  /**
   * An incr whose sequence number is not higher than that of the incr before it, or not positive.
   */
  SEQ_NOT_ASCENDING("Found a non-monotonic sequence number"),
  /**
   * More than this tool keeps in memory. No server says so: it is a limit of ours, far above what
   * servers write.
   */
  TOO_MANY_ENTRIES("");

  private final String serverMessage;

  ManifestProblem(String serverMessage) {
    this.serverMessage = serverMessage;
  }

  /** What servers log; empty for a limit of ours. */
  public String serverMessage() {
    return serverMessage;
  }

  /** Whether a server refuses to start because of it; false for a limit of ours. */
  public boolean stopsServer() {
    return this != TOO_MANY_ENTRIES;
  }
}
