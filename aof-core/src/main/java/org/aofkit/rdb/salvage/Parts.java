package org.aofkit.rdb.salvage;

import java.io.IOException;

/**
 * The parts that records of an image are made of: lengths, numbers and strings. It jumps over them:
 * each jump takes the offset of a part and gives the offset behind it, or -1 if none stands there.
 *
 * <p>What was noticed on the way (the source ends, something is odd) is kept until {@link #reset}.
 */
final class Parts {
  private final ByteWindow bytes;
  private final StringCheck check;

  private boolean cut;
  private boolean odd;

  /** The length read last. */
  private long length;

  /** Set while everything is to be verified. */
  private boolean deep;

  private long work;

  Parts(ByteWindow bytes) {
    this.bytes = bytes;
    this.check = new StringCheck(bytes);
  }

  /** Forgets what was noticed: another record begins. */
  void reset() {
    cut = false;
    odd = false;
  }

  /** Says whether what strings hold is to be verified from now on. */
  void verify(boolean everything) {
    deep = everything;
  }

  /** Notes that something else than a string was passed. */
  void charge() {
    work++;
  }

  /** What the jumps since the last call have cost: strings, and bytes that were verified. */
  long takeWork() {
    long taken = work;
    work = 0;
    return taken;
  }

  /** Whether the source ended inside of a part. */
  boolean isCut() {
    return cut;
  }

  /** Whether a part was written as no server writes it. */
  boolean isOdd() {
    return odd;
  }

  /** The length or number read last. */
  long length() {
    return length;
  }

  /** Jumps over the string at an offset; -1 if there is none. */
  long behindString(long position) throws IOException {
    return packed(position, StringCheck.Role.PLAIN);
  }

  /** Jumps over a string that holds what the role says; looked into where all is verified. */
  long packed(long position, StringCheck.Role role) throws IOException {
    long behind = behind(position);
    work++;
    boolean verify =
        deep && behind >= 0 && (role != StringCheck.Role.PLAIN || isCompressed(position));
    if (verify) {
      work += behind - position;
    }
    boolean isSound = !verify || check.isSound(position, role);
    work += check.takeWork();
    return isSound ? behind : -1;
  }

  private boolean isCompressed(long position) throws IOException {
    return bytes.at(position) == 0xC3;
  }

  private long behind(long position) throws IOException {
    int first = bytes.at(position);
    if (first < 0) {
      return cutHere();
    }
    if (first < 0xC0) {
      long at = length(position);
      if (at < 0) {
        return -1;
      }
      if (isOddText(at)) {
        odd = true;
      }
      return skip(at, length);
    }
    switch (first) {
      case 0xC0:
        return skip(position, 2);
      case 0xC1:
        long two = skip(position, 3);
        odd |= two >= 0 && fits(bytes.littleEndian(position + 1, 2) << 48 >> 48, 8);
        return two;
      case 0xC2:
        long four = skip(position, 5);
        odd |= four >= 0 && fits((int) bytes.littleEndian(position + 1, 4), 16);
        return four;
      case 0xC3:
        return behindCompressed(position + 1);
      default:
        return -1;
    }
  }

  private static boolean fits(long value, int bits) {
    return value << (64 - bits) >> (64 - bits) == value;
  }

  private long behindCompressed(long position) throws IOException {
    long at = length(position);
    long compressed = length;
    at = at < 0 ? at : length(at);
    if (at < 0) {
      return -1;
    }
    odd |= Long.compareUnsigned(compressed, length) >= 0 || length <= 20;
    return skip(at, compressed);
  }

  /** Servers write the decimal text of a number of 32 bits as a number. */
  private boolean isOddText(long at) throws IOException {
    if (length < 1 || length > 11 || at + length > bytes.limit()) {
      return false;
    }
    int first = bytes.at(at);
    int digits = first == '-' ? 1 : 0;
    if (digits == length || bytes.at(at + digits) == '0' && (length > 1 || digits > 0)) {
      return false;
    }
    long value = 0;
    for (int i = digits; i < length; i++) {
      int digit = bytes.at(at + i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = 10 * value + digit;
    }
    return value <= Integer.MAX_VALUE || digits == 1 && value == 1L + Integer.MAX_VALUE;
  }

  /** Jumps over bytes; -1 if there are not as many. */
  long skip(long position, long count) {
    long left = bytes.limit() - position;
    if (count < 0 || count > left) {
      return cutHere();
    }
    return position + count;
  }

  /** Notes that the source ends inside of the record; -1. */
  long cutHere() {
    cut = true;
    return -1;
  }

  /** Reads a length or a number, which is {@link #length()} then; where it ends, or -1. */
  long length(long position) throws IOException {
    int first = bytes.at(position);
    if (first < 0) {
      return cutHere();
    }
    switch (first >>> 6) {
      case 0:
        length = first;
        return position + 1;
      case 1:
        if (bytes.at(position + 1) < 0) {
          return cutHere();
        }
        length = (first & 0x3F) << 8 | bytes.at(position + 1);
        odd |= length < 0x40;
        return position + 2;
      default:
        int width = first == 0x80 ? 4 : first == 0x81 ? 8 : 0;
        if (width == 0 || skip(position + 1, width) < 0) {
          return -1;
        }
        length = bytes.bigEndian(position + 1, width);
        odd |= width == 4 ? length < 0x4000 : length >>> 32 == 0;
        return position + 1 + width;
    }
  }

  /** Reads lengths or numbers; {@link #length()} is the last of them. */
  long lengths(long position, int count) throws IOException {
    long at = position;
    for (int i = 0; i < count && at >= 0; i++) {
      at = length(at);
    }
    return at;
  }

  /** Jumps over strings; -1 if there are not as many. */
  long strings(long position, long count) throws IOException {
    if (count < 0 || count > bytes.limit() - position) {
      return cutHere();
    }
    long at = position;
    for (long i = 0; i < count && at >= 0; i++) {
      at = behindString(at);
    }
    return at;
  }
}
