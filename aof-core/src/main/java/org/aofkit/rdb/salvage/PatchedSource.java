package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.BorrowedSource;
import org.aofkit.io.ByteSource;

/** A source with a few bytes changed, without a copy of it. Closing it leaves the source open. */
final class PatchedSource extends BorrowedSource {
  private final long offset;
  private final byte[] patch;

  PatchedSource(ByteSource source, long offset, byte[] patch) {
    super(source);
    this.offset = offset;
    this.patch = patch;
  }

  @Override
  public int read(long from, ByteBuffer dst) throws IOException {
    int before = dst.position();
    int count = source().read(from, dst);
    for (int i = 0; i < patch.length; i++) {
      long at = offset + i - from;
      if (at >= 0 && at < count) {
        dst.put(before + (int) at, patch[i]);
      }
    }
    return count;
  }
}
