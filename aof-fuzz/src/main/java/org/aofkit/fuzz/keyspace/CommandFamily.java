package org.aofkit.fuzz.keyspace;

/** Makes random commands of one family. */
@FunctionalInterface
public interface CommandFamily {
  /**
   * A command, right or wrong; best made by {@link Draw#command}. One that the server does not
   * know, or with a number of words that it does not take, is left out by who asks. It must not
   * wait: one that blocks comes with a short timeout. What only {@link Draw#mayBeUncertain} or
   * {@link Draw#mayBePast} allow is not made otherwise.
   */
  byte[][] next(Draw draw);
}
