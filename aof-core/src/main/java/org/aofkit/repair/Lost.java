package org.aofkit.repair;

/**
 * What a repair gives up. Bytes that servers never executed count as bytes only.
 *
 * @param bytes bytes taken out of the files; 0 or more
 * @param commands whole commands among them; 0 or more
 * @param transactions transactions among them, open or closed; 0 or more
 * @param keys keys whose data are given up, as far as that can be read; 0 or more
 * @param keysAtLeast whether {@code keys} is a lower bound: an image may have had more, of which
 *     nothing can be read any more, or commands name more than are counted
 */
public record Lost(long bytes, long commands, long transactions, long keys, boolean keysAtLeast) {
  /** Nothing at all. */
  public static final Lost NOTHING = new Lost(0, 0, 0, 0);

  /** A loss whose keys are all counted. */
  public Lost(long bytes, long commands, long transactions, long keys) {
    this(bytes, commands, transactions, keys, false);
  }

  /** Refuses negative counts. */
  public Lost {
    if (bytes < 0 || commands < 0 || transactions < 0 || keys < 0) {
      throw new IllegalArgumentException("a loss can't be negative");
    }
  }

  /** Both losses together. */
  public Lost plus(Lost other) {
    return new Lost(
        Math.addExact(bytes, other.bytes),
        Math.addExact(commands, other.commands),
        Math.addExact(transactions, other.transactions),
        Math.addExact(keys, other.keys),
        keysAtLeast || other.keysAtLeast);
  }

  /** Whether nothing is given up. */
  public boolean isNothing() {
    return equals(NOTHING);
  }
}
