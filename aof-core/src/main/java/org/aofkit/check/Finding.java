package org.aofkit.check;

/**
 * One thing that was found.
 *
 * @param code what kind of thing; stable
 * @param severity usually the code's own, raised or lowered where the place matters
 * @param file the file's name relative to the directory that was checked, escaped for printing;
 *     empty for the directory itself
 * @param offset where it begins, in bytes from the start of the file; -1 where no place can be
 *     named
 * @param length how many bytes it covers; 0 where that has no meaning
 * @param message what was found and what was expected, in one line
 * @param remedy what to do, in one line; empty where there is nothing to do
 */
public record Finding(
    FindingCode code,
    Severity severity,
    String file,
    long offset,
    long length,
    String message,
    String remedy) {

  /** A finding with the severity and the remedy of its code. */
  public static Finding of(
      FindingCode code, String file, long offset, long length, String message) {
    return new Finding(code, code.severity(), file, offset, length, message, code.remedy());
  }
}
