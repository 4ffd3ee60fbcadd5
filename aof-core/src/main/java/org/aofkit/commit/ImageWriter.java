package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes the image file of an operation: the bytes of its extents, one extent behind the other, as
 * pieces.
 *
 * <pre>
 *   'L' length:int32   the bytes       literal, 1 to 65536 bytes
 *   'R' value:int8     length:int64    a run of one byte
 * </pre>
 *
 * <p>Numbers are big-endian. Runs of 64 NULs or more are stored as runs: what a full volume leaves
 * behind is megabytes of NULs, and the volume is still full.
 */
final class ImageWriter implements Sink {
  static final String FILE_NAME = "bytes";
  static final byte LITERAL = 'L';
  static final byte RUN = 'R';
  static final int MAX_LITERAL = Durable.CHUNK;

  private static final int MIN_RUN = 64;

  private final @Nullable FileChannel channel;
  private final ByteBuffer out = ByteBuffer.allocate(MAX_LITERAL + 64);
  private final CRC32C crc = new CRC32C();
  private long written;
  private long extentStart;
  private long length;
  private byte runValue;
  private long runLength;

  /**
   * @param channel borrowed, at its beginning; null: only count
   */
  ImageWriter(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /** Begins an extent. */
  void begin() {
    crc.reset();
    length = 0;
    extentStart = written + out.position();
  }

  /** Ends the extent, which lies at {@code offset} of its file. */
  Extent end(long offset, long tailOptional) throws IOException {
    putRun();
    return new Extent(offset, length, extentStart, (int) crc.getValue(), tailOptional);
  }

  /** Writes what is buffered; returns the size of the image. */
  long finish() throws IOException {
    flush();
    return written;
  }

  @Override
  public void bytes(ByteBuffer bytes) throws IOException {
    crc.update(bytes.duplicate());
    length += bytes.remaining();
    int literalFrom = bytes.position();
    int at = literalFrom;
    while (at < bytes.limit()) {
      int end = endOfZeros(bytes, at);
      if (end - at >= MIN_RUN) {
        putLiteral(bytes, literalFrom, at);
        addRun((byte) 0, end - at);
        literalFrom = end;
      }
      at = Math.max(end, at + 1);
    }
    putLiteral(bytes, literalFrom, bytes.limit());
    bytes.position(bytes.limit());
  }

  @Override
  public void run(byte value, long count) throws IOException {
    byte[] chunk = new byte[(int) Math.min(MAX_LITERAL, count)];
    java.util.Arrays.fill(chunk, value);
    for (long left = count; left > 0; left -= chunk.length) {
      crc.update(chunk, 0, (int) Math.min(chunk.length, left));
    }
    length += count;
    addRun(value, count);
  }

  private static int endOfZeros(ByteBuffer bytes, int from) {
    int at = from;
    while (at < bytes.limit() && bytes.get(at) == 0) {
      at++;
    }
    return at;
  }

  private void addRun(byte value, long count) throws IOException {
    if (count == 0) {
      return;
    }
    if (runLength > 0 && runValue != value) {
      putRun();
    }
    runValue = value;
    runLength += count;
  }

  private void putRun() throws IOException {
    if (runLength > 0) {
      room(10);
      out.put(RUN).put(runValue).putLong(runLength);
      runLength = 0;
    }
  }

  private void putLiteral(ByteBuffer bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to) {
      putRun();
      int n = Math.min(MAX_LITERAL, to - at);
      room(5 + n);
      out.put(LITERAL).putInt(n).put(bytes.slice(at, n));
      at += n;
    }
  }

  private void room(int bytes) throws IOException {
    if (out.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.flip();
    int n = out.remaining();
    if (channel != null && n > 0) {
      Durable.write(channel, out, written);
    }
    written += n;
    out.clear();
  }
}
