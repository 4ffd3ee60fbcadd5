package org.aofkit.fuzz.endless;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.function.Supplier;

/** Makes sure that promises are kept; what is said about a broken one is only made then. */
final class Promise {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Promise() {}

  /**
   * @param what is said if it does not hold
   * @throws AssertionError if it does not hold
   */
  static void that(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new AssertionError(what.get());
    }
  }

  /**
   * @param what it is about
   * @throws AssertionError if the two are not equal
   */
  static void same(Object found, Object expected, Supplier<String> what) {
    if (!Objects.equals(found, expected)) {
      throw new AssertionError(what.get() + ": expected " + expected + ", found " + found);
    }
  }

  /** Bytes on the heap that this thread has allocated since it began. */
  static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /**
   * @param before what {@link #allocated} was
   * @param most how many bytes may have been allocated since
   * @throws AssertionError if it was more: some number in the input was believed
   */
  static void allocatedAtMost(long before, long most) {
    long allocated = allocated() - before;
    that(allocated <= most, () -> "allocated " + allocated + " bytes, at most " + most + " may be");
  }
}
