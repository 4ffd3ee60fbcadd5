package org.aofkit.rdb.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.Map;
import org.aofkit.rdb.Crc64;

/**
 * Hints how many keys a database has, which are known only when all are written: they are written
 * with lengths of a fixed width, and written over in the end. What that does to the checksum can be
 * told without reading the image again, since it is linear.
 *
 * <p>Redis 7.0, Redis 8.0 and Valkey 9.1 take lengths that are not in their shortest form.
 */
final class SizeHints {
  /** Marks a length of 32 bits. */
  private static final int WIDE = 0x80;

  private static final int LENGTH = 2 * (1 + Integer.BYTES);
  private static final long MOST = 0xFFFF_FFFFL;

  /** What is known of a database. */
  private static final class Size {
    private final long position;
    private long keys;
    private long withDeadline;

    Size(long position) {
      this.position = position;
    }
  }

  private final SeekableByteChannel channel;
  private final long start;
  private final Map<Long, Size> databases = new HashMap<>();
  private Size current = new Size(0);

  /**
   * Hints in an image that is to begin where a channel stands.
   *
   * @param channel borrowed
   */
  SizeHints(SeekableByteChannel channel) throws IOException {
    this.channel = channel;
    this.start = channel.position();
  }

  /**
   * Goes on with a database.
   *
   * @return whether it is the first time, so that there is to be a hint
   */
  boolean database(long number, long position) {
    Size known = databases.get(number);
    current = known == null ? new Size(position) : known;
    databases.put(number, current);
    return known == null;
  }

  /** Counts keys of the database that is gone on with. */
  void add(long keys, long withDeadline) {
    current.keys += keys;
    current.withDeadline += withDeadline;
  }

  /** What stands in place of the numbers. */
  static byte[] placeholder() {
    return bytes(0, 0);
  }

  private static byte[] bytes(long keys, long withDeadline) {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) WIDE)
        .putInt((int) Math.min(MOST, keys))
        .put((byte) WIDE)
        .putInt((int) Math.min(MOST, withDeadline))
        .array();
  }

  /**
   * What the checksum of the image changes by.
   *
   * @param length bytes of the image in front of its checksum
   */
  long changeOfChecksum(long length) {
    long change = 0;
    byte[] before = placeholder();
    for (Size size : databases.values()) {
      byte[] bytes = bytes(size.keys, size.withDeadline);
      for (int i = 0; i < LENGTH; i++) {
        bytes[i] ^= before[i];
      }
      long crc = Crc64.update(0, bytes, 0, LENGTH);
      change ^= Crc64.combine(crc, 0, length - size.position - LENGTH);
    }
    return change;
  }

  /** Writes the numbers to where they belong, and goes back to the end. */
  void write() throws IOException {
    long end = channel.position();
    for (Size size : databases.values()) {
      ByteBuffer bytes = ByteBuffer.wrap(bytes(size.keys, size.withDeadline));
      channel.position(start + size.position);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    channel.position(end);
  }
}
