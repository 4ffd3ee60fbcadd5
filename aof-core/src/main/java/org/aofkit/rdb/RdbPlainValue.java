package org.aofkit.rdb;

/**
 * Passes values of some types that are well, have nothing unusual and lie in an array whole: what
 * nearly all are. It verifies what {@link RdbValues} does, and leaves everything else alone, be it
 * damaged or not. Nobody is told of these values.
 *
 * <p>Those who do are behind this interface so that each is compiled by itself. What they spare the
 * JIT compiler, the code that reads any value, took it a third of the time of a check
 * (src/bench/rdb.sh, file types).
 */
interface RdbPlainValue {
  /** Left alone. */
  int OTHER = -1;

  /**
   * Passes the value that begins at an index.
   *
   * @param end how far the array is filled
   * @return where it ends; {@link #OTHER} if it is left alone
   */
  int pass(byte[] array, int at, int end);
}
