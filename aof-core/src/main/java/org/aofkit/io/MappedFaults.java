package org.aofkit.io;

/**
 * Touching a mapped page that is gone makes HotSpot throw an {@link InternalError}. Up to Java 21
 * it does so late: not where the page was touched but some time later, possibly in the midst of a
 * method of the platform, which then is left in disorder. Some calls into the virtual machine bring
 * the error out at once, so there has to be one behind each stretch of code that reads mapped
 * memory, before anything is concluded from it.
 */
final class MappedFaults {
  static final boolean LATE = Runtime.version().feature() < 22;

  /** With up to six the compiler makes the arrays without the call. */
  private static final int ARRAYS = 8;

  private MappedFaults() {}

  /**
   * Throws the {@link InternalError} that is due, if one is. Costs 100 to 500 ns up to Java 21 and
   * nothing later.
   *
   * <p>Making an array of arrays is a call that brings it out, interpreted and compiled by either
   * compiler. With 17.0.15 system calls, native methods, monitors and thrown exceptions were tried
   * and do not, or not always.
   */
  static void settle() {
    if (LATE && new byte[ARRAYS][1].length != ARRAYS) {
      throw new AssertionError("an array of another length than asked for");
    }
  }
}
