package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * What a file looked like, cheap to take for a file of any size: enough to notice that somebody
 * else wrote, replaced or cut it, not a proof of equality.
 *
 * @param size in bytes; -1: there is no such file
 * @param mtimeNanos time of the last change in nanoseconds since 1970
 * @param key the provider's file key (device and inode on Unix); empty where there is none
 * @param headCrc CRC-32C of the first 4096 bytes, or of all if there are fewer
 * @param tailCrc CRC-32C of the last 4096 bytes, or of all if there are fewer
 */
public record FileFingerprint(long size, long mtimeNanos, String key, int headCrc, int tailCrc) {
  /** The fingerprint of a file that does not exist. */
  public static final FileFingerprint ABSENT = new FileFingerprint(-1, 0, "", 0, 0);

  private static final int EDGE = 4096;

  /**
   * Looks at a regular file; a symbolic link is not followed.
   *
   * @throws IOException if it can't be read, is not a regular file, or shrinks meanwhile
   */
  public static FileFingerprint of(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new IOException(file + ": not a regular file");
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long size = attributes.size();
      Object key = attributes.fileKey();
      return new FileFingerprint(
          size,
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          key == null ? "" : key.toString(),
          crc(file, channel, 0, size),
          crc(file, channel, Math.max(0, size - EDGE), size));
    }
  }

  /** As {@link #of}, but {@link #ABSENT} where there is no such file. */
  public static FileFingerprint ofOrAbsent(Path file) throws IOException {
    try {
      return of(file);
    } catch (NoSuchFileException e) {
      return ABSENT;
    }
  }

  /** True if nothing differs. */
  public boolean matches(FileFingerprint other) {
    return equals(other);
  }

  /**
   * True if nothing differs but the file key. For looks that lie days apart: device numbers change
   * when a volume is mounted again.
   */
  public boolean matchesIgnoringKey(FileFingerprint other) {
    return size == other.size
        && mtimeNanos == other.mtimeNanos
        && headCrc == other.headCrc
        && tailCrc == other.tailCrc;
  }

  /** True if size and boundary bytes are the same, whatever the time says. */
  boolean sameBytes(FileFingerprint other) {
    return size == other.size && headCrc == other.headCrc && tailCrc == other.tailCrc;
  }

  /** True if there is no such file. */
  public boolean isAbsent() {
    return size < 0;
  }

  /** Says in what {@code now} differs from this, for a message; empty if in nothing. */
  String difference(FileFingerprint now) {
    if (equals(now)) {
      return "";
    }
    if (isAbsent()) {
      return "was absent, now exists with " + now.size + " bytes";
    }
    if (now.isAbsent()) {
      return "is no longer there";
    }
    if (size != now.size) {
      return "had " + size + " bytes, now has " + now.size;
    }
    if (headCrc != now.headCrc || tailCrc != now.tailCrc) {
      return "has other bytes";
    }
    return mtimeNanos != now.mtimeNanos ? "has been written to" : "is another file of that name";
  }

  private static int crc(Path file, FileChannel channel, long from, long size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(EDGE, size - from));
    if (Durable.read(channel, buffer, from) < buffer.capacity()) {
      throw new ChangedUnderUsException(file, "shrank while it was looked at");
    }
    CRC32C crc = new CRC32C();
    crc.update(buffer.flip());
    return (int) crc.getValue();
  }
}
