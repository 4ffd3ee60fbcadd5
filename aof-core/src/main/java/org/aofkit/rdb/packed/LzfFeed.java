package org.aofkit.rdb.packed;

import java.io.IOException;

/**
 * Expands an LZF stream piece by piece, in constant memory, for strings that are too long to be
 * expanded at once. One object serves any number of streams, one after the other.
 */
public final class LzfFeed implements Feed {
  /** For one stream after the other, reused. */
  public LzfFeed() {}

  /**
   * Begins with a stream.
   *
   * @param compressed gives the bytes of the stream
   * @param length of the stream in bytes
   * @param expectedLength what the file announces
   * @return this
   */
  public LzfFeed open(Feed compressed, long length, long expectedLength) {
    return this;
  }

  /**
   * The next expanded bytes.
   *
   * @throws PackedDamage if the stream does not expand to exactly the announced length; bytes in
   *     front of the damage may have been given before
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException, PackedDamage {
    return -1;
  }
}
