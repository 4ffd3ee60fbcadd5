package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Writes bytes into a file from its beginning. */
final class FileWriterSink implements Sink {
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(Durable.CHUNK);
  private long written;

  /**
   * @param channel borrowed
   */
  FileWriterSink(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void bytes(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int n = Math.min(buffer.remaining(), bytes.remaining());
      buffer.put(bytes.slice(bytes.position(), n));
      bytes.position(bytes.position() + n);
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  @Override
  public void run(byte value, long length) throws IOException {
    byte[] chunk = new byte[(int) Math.min(Durable.CHUNK, length)];
    Arrays.fill(chunk, value);
    for (long left = length; left > 0; left -= chunk.length) {
      bytes(ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, left)));
    }
  }

  /** Writes what is buffered. */
  void flush() throws IOException {
    buffer.flip();
    int n = buffer.remaining();
    Durable.write(channel, buffer, written);
    written += n;
    buffer.clear();
  }
}
