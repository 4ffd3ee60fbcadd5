package org.aofkit.fuzz.lab;

/**
 * A run of NUL bytes.
 *
 * @param offset where it begins
 * @param length its length in bytes
 */
record NulRun(int offset, int length) {

  /** The longest run; of length 0 if there is none. */
  static NulRun longest(byte[] bytes) {
    var longest = new NulRun(0, 0);
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] != 0) {
        if (i - start > longest.length) {
          longest = new NulRun(start, i - start);
        }
        start = i + 1;
      }
    }
    return longest;
  }
}
