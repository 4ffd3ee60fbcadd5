package org.aofkit.aof;

/**
 * The last few commands of which nothing is to be noted but that they were there, with their number
 * of arguments. A log repeats a handful of them millions of times, and finding one here costs a
 * third of asking the table all there is to ask. They are what {@link org.aofkit.resp.KnownHeads}
 * has no room for: counts of two digits, and what the careful way found.
 *
 * <p>Only names of up to 8 bytes, as they are spelled.
 */
final class PlainCommands {
  /** The longest name that is kept, in bytes. */
  static final int MAX_NAME = 8;

  private static final int BITS = 6;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final long[] names = new long[1 << BITS];
  private final long[] shapes = new long[1 << BITS];

  /** Whether this one is among them; all parameters as for {@link #add}. */
  boolean contains(long name, int length, int argc) {
    int slot = slot(name);
    return names[slot] == name && shapes[slot] == shape(length, argc);
  }

  /**
   * Keeps one, in place of another.
   *
   * @param name its bytes, the first one lowest; what follows a shorter name is zero
   * @param length bytes of the name, 1 to 8
   * @param argc how many words there are, 1 or more
   */
  void add(long name, int length, int argc) {
    int slot = slot(name);
    names[slot] = name;
    shapes[slot] = shape(length, argc);
  }

  private static int slot(long name) {
    return (int) (name * SPREAD >>> Long.SIZE - BITS);
  }

  /** Never 0, which stands for an empty slot. */
  private static long shape(int length, int argc) {
    return (long) argc << 4 | length;
  }
}
