package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads the bytes of one extent, in order, from the image file. */
final class ImageReader {
  private static final int HEADER = 10;

  private final Path file;
  private final FileChannel channel;
  private long at;
  private boolean run;
  private byte runValue;
  private long pieceLeft;
  private long left;

  /**
   * @param file its name, for messages
   * @param channel borrowed
   */
  ImageReader(Path file, FileChannel channel, Extent extent) {
    this.file = file;
    this.channel = channel;
    this.at = extent.imageOffset();
    this.left = extent.length();
  }

  /** Fills {@code dst[from..from + length)}; the extent must have so many bytes left. */
  void read(byte[] dst, int from, int length) throws IOException {
    if (length > left) {
      throw new IllegalArgumentException("extent has only " + left + " bytes left");
    }
    int done = 0;
    while (done < length) {
      if (pieceLeft == 0) {
        nextPiece();
      }
      int n = (int) Math.min(pieceLeft, length - done);
      if (run) {
        Arrays.fill(dst, from + done, from + done + n, runValue);
      } else {
        Durable.readFully(file, channel, ByteBuffer.wrap(dst, from + done, n), at);
        at += n;
      }
      pieceLeft -= n;
      done += n;
    }
    left -= length;
  }

  private void nextPiece() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    Durable.read(channel, header, at);
    header.flip();
    byte kind = header.hasRemaining() ? header.get() : 0;
    if (kind == ImageWriter.LITERAL && header.remaining() >= 4) {
      run = false;
      pieceLeft = header.getInt();
      at += 5;
    } else if (kind == ImageWriter.RUN && header.remaining() >= 9) {
      run = true;
      runValue = header.get();
      pieceLeft = header.getLong();
      at += HEADER;
    } else {
      throw new QuarantineDamagedException(file, "no piece at " + at);
    }
    if (pieceLeft <= 0 || (!run && pieceLeft > ImageWriter.MAX_LITERAL)) {
      throw new QuarantineDamagedException(file, "impossible length of a piece before " + at);
    }
  }

  /** Reads the whole extent and compares its checksum. */
  static void verify(Path file, FileChannel channel, Extent extent) throws IOException {
    ImageReader reader = new ImageReader(file, channel, extent);
    CRC32C crc = new CRC32C();
    byte[] chunk = new byte[(int) Math.min(extent.length(), Durable.CHUNK)];
    for (long left = extent.length(); left > 0; left -= chunk.length) {
      int n = (int) Math.min(chunk.length, left);
      reader.read(chunk, 0, n);
      crc.update(chunk, 0, n);
    }
    if ((int) crc.getValue() != extent.crc()) {
      throw new QuarantineDamagedException(file, "checksum differs at " + extent.imageOffset());
    }
  }
}
