package org.aofkit.io;

/** How the bytes of a file are read. */
public enum IoMode {
  /** Memory-mapped windows. */
  MAP,
  /** Positional reads into a reused buffer: for network file systems and files that may shrink. */
  READ,
  /**
   * The same, but long reads go past the page cache where the platform has that: for files that
   * were written so.
   */
  DIRECT
}
