package org.aofkit.rdb.packed;

/**
 * Verifies an LZF stream that comes in pieces, without expanding it.
 *
 * <pre>
 *   verifier.begin(compressed, expanded);
 *   while (…) verifier.accept(buffer, index, count);
 *   verifier.finish();
 * </pre>
 *
 * <p>A stream that lies in one array is verified by {@link Lzf#verify}.
 */
public final class LzfVerifier {
  /** The beginning of an item that the last piece ended in. */
  private final byte[] rest = new byte[2 * Lzf.LONGEST_ITEM];

  private int restLength;
  private long expectedLength;
  private long offset;
  private long produced;

  /** For one stream after the other, reused. */
  public LzfVerifier() {}

  /**
   * Begins with a stream.
   *
   * @param expectedLength what the file announces
   */
  public void begin(long expectedLength) {
    this.expectedLength = expectedLength;
    restLength = 0;
    offset = 0;
    produced = 0;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws PackedDamage if the stream cannot be expanded to the announced length
   */
  public void accept(byte[] in, int from, int count) throws PackedDamage {
    if (expectedLength == 0) {
      return;
    }
    int ip = from;
    int stop = from + count;
    if (restLength > 0) {
      int before = restLength;
      int added = Math.min(count, rest.length - before);
      System.arraycopy(in, from, rest, before, added);
      int passed = pass(rest, 0, before + added);
      if (passed < before) {
        restLength = before + added;
        requireItem(rest, passed, restLength);
        System.arraycopy(rest, passed, rest, 0, restLength - passed);
        restLength -= passed;
        return;
      }
      ip += passed - before;
    }
    ip = pass(in, ip, stop);
    requireItem(in, ip, stop);
    restLength = stop - ip;
    System.arraycopy(in, ip, rest, 0, restLength);
  }

  /**
   * Ends the stream.
   *
   * @throws PackedDamage if it did not give exactly the announced length
   */
  public void finish() throws PackedDamage {
    if (expectedLength != 0 && (restLength > 0 || produced != expectedLength)) {
      throw Lzf.damage(rest, 0, restLength, offset, produced, expectedLength);
    }
  }

  private int pass(byte[] in, int from, int stop) {
    int ip = from;
    while (true) {
      long passed = Lzf.pass(in, ip, Math.min(stop - ip, Lzf.LONGEST_PASS) + ip, produced);
      int moved = Lzf.first(passed) - ip;
      if (moved == 0) {
        return ip;
      }
      ip += moved;
      offset += moved;
      produced += Lzf.second(passed);
    }
  }

  /** Whoever is not passed although it is whole is wrong. */
  private void requireItem(byte[] in, int ip, int stop) throws PackedDamage {
    if (stop - ip >= Lzf.LONGEST_ITEM || Long.compareUnsigned(produced, expectedLength) > 0) {
      throw Lzf.damage(in, ip, stop, offset, produced, expectedLength);
    }
  }
}
