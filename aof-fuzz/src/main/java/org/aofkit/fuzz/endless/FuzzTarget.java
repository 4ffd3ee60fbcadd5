package org.aofkit.fuzz.endless;

import java.io.IOException;

/**
 * Something that takes any bytes, and the promises it has to keep whatever they are. For one
 * thread.
 */
@FunctionalInterface
public interface FuzzTarget {
  /**
   * Tries one input. A promise that is broken is an {@link AssertionError}; whatever else comes out
   * is a broken promise too.
   *
   * @param input any bytes; not changed
   * @throws IOException if what the trial needs, such as a temporary directory, fails
   */
  void accept(byte[] input) throws IOException;
}
