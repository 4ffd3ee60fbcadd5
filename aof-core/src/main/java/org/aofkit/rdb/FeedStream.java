package org.aofkit.rdb;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.aofkit.rdb.packed.Feed;
import org.aofkit.rdb.packed.PackedDamage;

/** A feed as a stream that ends after so many bytes. */
final class FeedStream extends InputStream {
  private final String name;
  private final Feed feed;
  private final byte[] one = new byte[1];
  private long left;

  /**
   * @param name what messages call it
   * @param length bytes the feed gives at least
   */
  FeedStream(String name, Feed feed, long length) {
    this.name = name;
    this.feed = feed;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    try {
      int count = feed.read(target, offset, (int) Math.min(length, left));
      if (count <= 0) {
        throw new IOException(name + ": expected " + left + " more bytes, found the end");
      }
      left -= count;
      return count;
    } catch (PackedDamage damage) {
      throw new IOException(name + ": " + damage.getMessage(), damage);
    }
  }
}
