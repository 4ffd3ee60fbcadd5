package org.aofkit.fuzz.fs;

import java.io.IOException;

/**
 * How much may still be stored. A write that does not fit is short: it takes what fits, and the
 * next one fails, as on Linux. Removing and cutting files gives room back. Bytes are counted, no
 * blocks; names and attributes need none. Holes count as bytes.
 *
 * <p>Safe for use by several threads.
 */
public final class Quota {
  private final long perFile;
  private long bytes;
  private long files;
  private boolean wasHit;

  private Quota(long bytes, long files, long perFile) {
    this.bytes = bytes;
    this.files = files;
    this.perFile = perFile;
  }

  /** No limit. */
  public static Quota none() {
    return new Quota(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, Long.MAX_VALUE);
  }

  /** All files together may grow by so many bytes. */
  public static Quota ofBytes(long bytes) {
    return new Quota(bytes, Long.MAX_VALUE / 2, Long.MAX_VALUE);
  }

  /** So many files, directories and symbolic links may be made. */
  public static Quota ofFiles(long files) {
    return new Quota(Long.MAX_VALUE / 2, files, Long.MAX_VALUE);
  }

  /** No file may grow beyond a size. */
  public static Quota ofFileSize(long bytes) {
    return new Quota(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, bytes);
  }

  /** True if something did not fit. */
  public synchronized boolean wasHit() {
    return wasHit;
  }

  /**
   * Takes room for a write.
   *
   * @param size of the file
   * @return how many bytes may be written
   * @throws IOException if not one fits
   */
  synchronized long take(FileOperation write, long size, long offset) throws IOException {
    long end = offset + write.bytes();
    long fits = Math.max(size, Math.min(perFile, size + bytes));
    if (end <= fits) {
      bytes -= Math.max(0, end - size);
      return write.bytes();
    }
    wasHit = true;
    if (fits <= offset) {
      throw perFile <= offset ? FaultPlan.error(write, "File too large") : FaultPlan.noSpace(write);
    }
    bytes -= Math.max(0, fits - size);
    return fits - offset;
  }

  /** Takes room for a file, directory or symbolic link. */
  synchronized void takeFile(FileOperation making) throws IOException {
    if (files <= 0) {
      wasHit = true;
      throw FaultPlan.noSpace(making);
    }
    files--;
  }

  /** Gives back what a file had. */
  synchronized void give(long freedBytes, long freedFiles) {
    bytes += freedBytes;
    files += freedFiles;
  }
}
