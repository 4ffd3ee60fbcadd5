package org.aofkit.fuzz.endless;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.function.Supplier;

/** Makes sure that promises are kept; what is said about a broken one is only made then. */
final class Promise {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int ATTEMPTS = 3;

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

  /** Something that is measured; it may be done several times. */
  interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Does something, and makes sure that it does not take more of the heap than it may. If it does,
   * it is done again before that is said: the first time classes may have been loaded.
   *
   * @param most how many bytes it may allocate
   * @throws AssertionError if it was more: some number in the input was believed
   */
  static void allocating(long most, Action action) throws IOException {
    long allocated = 0;
    for (int i = 0; i < ATTEMPTS; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      action.run();
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (allocated <= most) {
        return;
      }
    }
    throw new AssertionError("allocated " + allocated + " bytes, at most " + most + " may be");
  }
}
