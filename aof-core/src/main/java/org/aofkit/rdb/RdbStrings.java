package org.aofkit.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads or passes the strings of an image:
 *
 * <pre>
 *   length + bytes
 *   11000000 + 1 byte             the decimal text of a signed integer
 *   11000001 + 2 bytes            the same, little-endian
 *   11000010 + 4 bytes            the same, little-endian
 *   11000011 + length c + length u + c bytes      LZF, u bytes when expanded
 * </pre>
 *
 * At most {@link #HEAD} bytes of a string are kept, until the next one is read.
 */
final class RdbStrings {
  /** How many bytes of a string are kept. */
  static final int HEAD = 1024;

  private final RdbInput in;
  private final byte[] head = new byte[HEAD];
  private final RdbLzf lzf;
  private long start;
  private long length;
  private int last;

  RdbStrings(RdbInput in) {
    this.in = in;
    this.lzf = new RdbLzf(in, head);
  }

  /** Passes a string. */
  void skip() throws IOException, RdbStop {
    step(false);
  }

  /** Passes a string and keeps its first bytes. */
  void read() throws IOException, RdbStop {
    step(true);
  }

  /** Where the string read last begins in the source. */
  long start() {
    return start;
  }

  /**
   * The length in bytes of the string read last, expanded; without sign, but never more than can be
   * read.
   */
  long length() {
    return length;
  }

  /**
   * The first bytes of the string read last; valid up to {@link #headLength()} and until the next
   * one.
   */
  byte[] head() {
    return head;
  }

  /** How many bytes of the string are in {@link #head()}. */
  int headLength() {
    return (int) Math.min(length, HEAD);
  }

  /** The last byte of the string read last, 0 to 255; -1 if it is empty. */
  int last() {
    return last;
  }

  /** The bytes of the head as text, byte by byte. */
  String headText() {
    return new String(head, 0, headLength(), StandardCharsets.ISO_8859_1);
  }

  private void step(boolean keep) throws IOException, RdbStop {
    start = in.position();
    int first = in.readByte();
    switch (first) {
      case 0xC0 -> integer(in.readByte() << 24 >> 24);
      case 0xC1 -> integer((int) in.readLittleEndian(2) << 16 >> 16);
      case 0xC2 -> integer((int) in.readLittleEndian(4));
      case 0xC3 -> compressed(keep);
      default -> {
        if (first > 0xC3) {
          throw RdbStop.badFormat(
              start, "expected a string, found the byte 0x" + Integer.toHexString(first));
        }
        plain(first, keep);
      }
    }
  }

  private void integer(int value) {
    int end = HEAD;
    long rest = Math.abs((long) value);
    do {
      head[--end] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      head[--end] = '-';
    }
    length = HEAD - end;
    System.arraycopy(head, end, head, 0, HEAD - end);
    last = head[HEAD - end - 1];
  }

  private void compressed(boolean keep) throws IOException, RdbStop {
    long compressed = in.readLength();
    length = in.readLength();
    in.require(compressed);
    last = -1;
    if (length == 0) {
      in.skip(compressed);
    } else if (keep) {
      last = lzf.read(compressed, length);
    } else {
      lzf.skip(compressed, length);
    }
  }

  private void plain(int first, boolean keep) throws IOException, RdbStop {
    length = in.readNumber(start, first);
    in.require(length);
    last = -1;
    if (!keep) {
      in.skip(length);
      return;
    }
    in.readFully(head, 0, headLength());
    if (length > HEAD) {
      in.skip(length - HEAD - 1);
      last = in.readByte();
    } else if (length > 0) {
      last = head[(int) length - 1] & 0xFF;
    }
  }
}
