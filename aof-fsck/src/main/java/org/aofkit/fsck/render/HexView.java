package org.aofkit.fsck.render;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes around a spot: at most four lines of 16 bytes, the first with what stands before it,
 * the last with what stands behind it; what lies between is folded into one line that says how many
 * bytes it stands for.
 */
final class HexView {
  private static final int WIDTH = 16;

  /** How much of a long range is read to say whether it is all NUL. */
  private static final long LOOKED_AT = 16 << 20;

  private HexView() {}

  /** Appends the view; where the file can't be read, one line that says so. */
  static void append(StringBuilder text, Path file, long offset, long length, String indent) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      if (offset < 0 || offset > size || size == 0) {
        return;
      }
      draw(text, channel, size, offset, Math.min(length, size - offset), indent);
    } catch (IOException e) {
      text.append(indent)
          .append("(the bytes can't be shown: ")
          .append(e.getMessage())
          .append(")\n");
    }
  }

  private static void draw(
      StringBuilder text,
      SeekableByteChannel channel,
      long size,
      long offset,
      long length,
      String indent)
      throws IOException {
    long end = offset + length;
    long first = align(Math.max(0, offset - 1));
    long behindFirst = Math.min(size, first + 2 * WIDTH);
    // The last lines: the one the range ends in, or begins behind it, and the one before where that
    // is not shown yet.
    long last = align(Math.min(end, Math.max(0, size - 1)));
    if (last <= first + 3 * WIDTH) {
      row(text, channel, first, Math.min(size, first + 4 * WIDTH), indent);
      return;
    }
    row(text, channel, first, behindFirst, indent);
    fold(text, channel, behindFirst, last, indent);
    row(text, channel, last, Math.min(size, last + 2 * WIDTH), indent);
  }

  private static long align(long offset) {
    return offset - offset % WIDTH;
  }

  private static void fold(
      StringBuilder text, SeekableByteChannel channel, long from, long to, String indent)
      throws IOException {
    long nuls = nulsFrom(channel, from, to);
    text.append(indent);
    if (nuls == to - from) {
      text.append("... ").append(Numbers.grouped(nuls)).append(" more NUL bytes\n");
    } else if (nuls >= LOOKED_AT) {
      text.append("... ").append(Numbers.grouped(to - from)).append(" more bytes, the first ");
      text.append(Numbers.shortSize(nuls)).append(" of them NUL\n");
    } else {
      text.append("... ").append(Numbers.grouped(to - from)).append(" more bytes\n");
    }
  }

  private static long nulsFrom(SeekableByteChannel channel, long from, long to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long at = from;
    long stop = Math.min(to, from + LOOKED_AT);
    channel.position(from);
    while (at < stop) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), stop - at));
      int got = channel.read(buffer);
      if (got <= 0) {
        return at - from;
      }
      for (int i = 0; i < got; i++) {
        if (buffer.get(i) != 0) {
          return at + i - from;
        }
      }
      at += got;
    }
    return at - from;
  }

  private static void row(
      StringBuilder text, SeekableByteChannel channel, long from, long to, String indent)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) (to - from));
    channel.position(from);
    while (buffer.hasRemaining() && channel.read(buffer) > 0) {
      // Short reads are legal; the loop goes on where the last one ended.
    }
    int got = buffer.position();
    for (int line = 0; line < got; line += WIDTH) {
      text.append(indent).append(hex(from + line, 8)).append("  ");
      for (int i = line; i < line + WIDTH; i++) {
        text.append(i < got ? hex(buffer.get(i) & 0xff, 2) : "  ").append(i % 8 == 7 ? "  " : " ");
      }
      text.append('|');
      for (int i = line; i < Math.min(got, line + WIDTH); i++) {
        byte b = buffer.get(i);
        text.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
      }
      text.append("|\n");
    }
  }

  private static String hex(long number, int digits) {
    StringBuilder text = new StringBuilder(Long.toHexString(number));
    while (text.length() < digits) {
      text.insert(0, '0');
    }
    return text.toString();
  }
}
