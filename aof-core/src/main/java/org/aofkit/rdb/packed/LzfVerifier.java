package org.aofkit.rdb.packed;

/**
 * Verifies an LZF stream that comes in pieces, without expanding it.
 *
 * <pre>
 *   verifier.begin(compressed, expanded);
 *   while (…) verifier.accept(buffer, index, count);
 *   verifier.finish();
 * </pre>
 */
public final class LzfVerifier {
  /** For one string after the other, reused. */
  public LzfVerifier() {}

  /**
   * Begins with a stream.
   *
   * @param length of the stream in bytes
   * @param expectedLength what the file announces
   */
  public void begin(long length, long expectedLength) {}

  /**
   * Takes the next bytes of the stream.
   *
   * @throws PackedDamage if the stream cannot be expanded to the announced length
   */
  public void accept(byte[] in, int from, int count) throws PackedDamage {}

  /**
   * Ends the stream.
   *
   * @throws PackedDamage if it did not give exactly the announced length
   */
  public void finish() throws PackedDamage {}
}
