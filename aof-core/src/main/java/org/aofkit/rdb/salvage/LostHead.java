package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aofkit.rdb.Crc64;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an image began with whose first nine bytes are damaged. The checksum covers them: if
 * the records behind can be read to their end, only one of the few names and versions there are
 * gives the checksum that is stored. Otherwise servers have written which version they are into the
 * first fields.
 */
final class LostHead {
  private static final int LENGTH = 9;
  private static final int SHORTEST = 18;
  private static final int LAST_REDIS = 12;
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int BUFFER = 1 << 16;

  /** The fields of the server stand at the beginning, if at all. */
  private static final int LONGEST_LOOK = 256;

  private static final String VALKEY_HEAD = "VALKEY080";

  private final ByteWindow bytes;
  private final long start;
  private final SalvageOptions options;

  private LostHead(ByteWindow bytes, long start, SalvageOptions options) {
    this.bytes = bytes;
    this.start = start;
    this.options = options;
  }

  /**
   * What the image began with.
   *
   * @param bytes the nine bytes
   * @param isProven whether the checksum proves it
   */
  record Head(byte[] bytes, boolean isProven) {}

  /**
   * Finds what an image began with.
   *
   * @param magic what it begins with now
   * @return null if nothing tells; where the magic may be that of a newer version nothing but the
   *     checksum does
   */
  static @Nullable Head of(ByteWindow bytes, long start, String magic, SalvageOptions options)
      throws IOException {
    if (bytes.limit() - start < SHORTEST) {
      return null;
    }
    Head head = new LostHead(bytes, start, options).find();
    return head != null && !head.isProven() && Salvager.isNewer(magic) ? null : head;
  }

  private @Nullable Head find() throws IOException {
    for (Dialect dialect : Dialect.values()) {
      Head proven = proven(dialect);
      if (proven != null) {
        return proven;
      }
    }
    String told = told();
    return told == null ? null : new Head(told.getBytes(StandardCharsets.US_ASCII), false);
  }

  private @Nullable Head proven(Dialect dialect) throws IOException {
    int version = dialect == Dialect.VALKEY ? 80 : LAST_REDIS;
    ImageWalk walk = new ImageWalk(bytes, dialect, version, start + LENGTH, options, true, null);
    walk.run();
    long end = walk.end();
    if (!walk.gaps().isEmpty() || end < 0 || bytes.limit() - end - 1 < Long.BYTES) {
      return null;
    }
    long stored = bytes.littleEndian(end + 1, Long.BYTES);
    long rest = checksum(start + LENGTH, end + 1);
    for (String head : heads(dialect)) {
      byte[] candidate = head.getBytes(StandardCharsets.US_ASCII);
      long crc = Crc64.update(0, candidate, 0, LENGTH);
      if (Crc64.combine(crc, rest, end + 1 - start - LENGTH) == stored && stored != 0) {
        return new Head(candidate, true);
      }
    }
    return null;
  }

  private static List<String> heads(Dialect dialect) {
    if (dialect == Dialect.VALKEY) {
      return List.of(VALKEY_HEAD);
    }
    List<String> heads = new ArrayList<>();
    for (int version = FIRST_WITH_CHECKSUM; version <= LAST_REDIS; version++) {
      heads.add(head(version));
    }
    return heads;
  }

  private static String head(int version) {
    return String.format(Locale.ROOT, "REDIS%04d", version);
  }

  private long checksum(long from, long to) throws IOException {
    long crc = 0;
    byte[] buffer = new byte[BUFFER];
    for (long at = from; at < to; ) {
      int step = (int) Math.min(buffer.length, to - at);
      bytes.copy(at, buffer, 0, step);
      crc = Crc64.update(crc, buffer, 0, step);
      at += step;
    }
    return crc;
  }

  /** What the fields of the server tell; null without them. */
  private @Nullable String told() throws IOException {
    byte[] head = new byte[(int) Math.min(LONGEST_LOOK, bytes.limit() - start)];
    bytes.copy(start, head, 0, head.length);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int redis = text.indexOf("\u00FA\u0009redis-ver");
    int valkey = text.indexOf("\u00FA\nvalkey-ver");
    if (redis < 0 && valkey < 0) {
      return null;
    }
    int at = Math.max(redis, valkey) + (valkey > redis ? 12 : 11);
    int length = at < text.length() ? text.charAt(at) : 0;
    if (length < 3 || length > 16 || at + 1 + length > text.length()) {
      return null;
    }
    String[] numbers = text.substring(at + 1, at + 1 + length).split("\\.", 3);
    int major = number(numbers, 0);
    int minor = number(numbers, 1);
    if (major < 0 || minor < 0) {
      return null;
    }
    return valkey > redis ? ofValkey(major) : ofRedis(major, minor);
  }

  /** Measured: Valkey 8 writes what Redis 7.2 does. */
  private static @Nullable String ofValkey(int major) {
    return major < 7 ? null : major < 9 ? head(11) : major == 9 ? VALKEY_HEAD : null;
  }

  /** The versions that servers from 3.2, the first that told which they are, to 8 write. */
  private static @Nullable String ofRedis(int major, int minor) {
    return switch (major) {
      case 3 -> head(7);
      case 4 -> head(8);
      case 5, 6 -> head(9);
      case 7 -> head(minor < 2 ? 10 : minor < 4 ? 11 : 12);
      case 8 -> minor < 4 ? head(12) : null;
      default -> null;
    };
  }

  private static int number(String[] numbers, int index) {
    String text = index < numbers.length ? numbers[index] : "";
    boolean isNumber = !text.isEmpty() && text.length() < 4;
    for (int i = 0; i < text.length(); i++) {
      isNumber &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return isNumber ? Integer.parseInt(text) : -1;
  }
}
