package org.aofkit.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.rdb.packed.Feed;

/** A stretch of a source. */
final class SourceFeed implements Feed {
  private final ByteSource source;
  private long at;
  private long left;

  SourceFeed(ByteSource source, long offset, long length) {
    this.source = source;
    this.at = offset;
    this.left = length;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int wanted = (int) Math.min(length, left);
    int count = source.read(at, ByteBuffer.wrap(target, offset, wanted));
    if (count <= 0) {
      throw new FileShrankException(source.name(), at, null);
    }
    at += count;
    left -= count;
    return count;
  }
}
