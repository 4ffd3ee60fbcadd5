package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.packed.PackedWriter;

/** A container with one entry that is too long to be put together in memory. */
final class LongEntry implements Content {
  private final Content entry;
  private final byte[] before;
  private final byte[] behind;

  LongEntry(Content entry, PackedWriter kind) {
    this.entry = entry;
    this.before = kind.beforeOnly(entry.length());
    this.behind = kind.behindOnly(entry.length());
  }

  @Override
  public long length() {
    return before.length + entry.length() + behind.length;
  }

  @Override
  public void tellTo(Pieces pieces) throws IOException {
    pieces.piece(before, 0, before.length);
    entry.tellTo(pieces);
    pieces.piece(behind, 0, behind.length);
  }
}
