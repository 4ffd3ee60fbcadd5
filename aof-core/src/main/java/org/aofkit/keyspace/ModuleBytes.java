package org.aofkit.keyspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;

/** The serialised form of a module's value, taken out of an image. */
final class ModuleBytes {
  private static final int LENGTH_OF_8_BYTES = 0x81;
  private static final int PIECE = 1 << 16;

  private ModuleBytes() {}

  /**
   * The id as a length, and the items.
   *
   * @param id of the module
   * @param offset where the items begin
   * @param end behind their closing 0
   */
  static byte[] of(ByteSource source, long id, long offset, long end) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(LENGTH_OF_8_BYTES);
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long at = offset;
    while (at < end) {
      piece.clear().limit((int) Math.min(PIECE, end - at));
      int read = source.read(at, piece);
      if (read <= 0) {
        throw new IOException(source.name() + " @ " + at + ": no more bytes");
      }
      bytes.write(piece.array(), 0, read);
      at += read;
    }
    return bytes.toByteArray();
  }
}
