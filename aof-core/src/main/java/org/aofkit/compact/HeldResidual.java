package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Holds a residual log in memory until the base in front of it is written. */
final class HeldResidual implements WritableByteChannel {
  /** Of the heap, what it may take. */
  private static final int SHARE = 8;

  private final List<byte[]> pieces = new ArrayList<>();
  private final long most = Runtime.getRuntime().maxMemory() / SHARE;
  private long length;

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    byte[] piece = new byte[bytes.remaining()];
    length += piece.length;
    if (length > most) {
      throw new CannotCompactException(
          "more than " + most + " bytes of commands that are not modelled, for a single file");
    }
    bytes.get(piece);
    pieces.add(piece);
    return piece.length;
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    for (byte[] piece : pieces) {
      ByteBuffer rest = ByteBuffer.wrap(piece);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // It is read behind this.
  }
}
