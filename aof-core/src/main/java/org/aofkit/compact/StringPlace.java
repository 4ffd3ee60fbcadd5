package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.rdb.write.Content;

/**
 * A value that one plain SET says, left where it stands.
 *
 * @param source the file; borrowed
 * @param name of the key
 * @param offset of the value in the file
 * @param length of the value
 * @param expireAtMs as {@link org.aofkit.rdb.write.KeyHead} has it
 */
record StringPlace(ByteSource source, byte[] name, long offset, long length, long expireAtMs)
    implements Content {
  private static final int PIECE = 1 << 16;

  @Override
  public void tellTo(Pieces pieces) throws IOException {
    byte[] piece = new byte[(int) Math.min(PIECE, length)];
    for (long at = 0; at < length; at += piece.length) {
      int wanted = (int) Math.min(piece.length, length - at);
      if (source.read(offset + at, ByteBuffer.wrap(piece, 0, wanted)) < wanted) {
        throw new FileShrankException(source.name(), offset + at, null);
      }
      pieces.piece(piece, 0, wanted);
    }
  }
}
