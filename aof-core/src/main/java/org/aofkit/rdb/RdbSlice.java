package org.aofkit.rdb;

import java.io.IOException;
import java.io.OutputStream;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.packed.Feed;
import org.aofkit.rdb.packed.LzfFeed;
import org.aofkit.rdb.packed.PackedDamage;

/**
 * Where the bytes of a string lie. It outlives the reading that gave it, and a source with the same
 * bytes gives the string again.
 *
 * @param form how they are stored
 * @param offset where they, or the compressed bytes, begin in the source
 * @param stored {@link Form#LZF}: how many compressed bytes there are; else 0
 * @param expanded {@link Form#LZF}: how many bytes they expand to; else 0
 * @param within {@link Form#LZF}: where the string begins in the expanded bytes; else 0
 * @param length of the string in bytes
 * @param number {@link Form#INTEGER}: the number; else 0
 */
public record RdbSlice(
    Form form, long offset, long stored, long expanded, long within, long length, long number) {
  private static final int COPY = 1 << 13;

  /** How a string is stored. */
  public enum Form {
    /** Byte by byte. */
    RAW,
    /** As a number; the string is its decimal text. */
    INTEGER,
    /** Compressed, or a part of something compressed. */
    LZF
  }

  /**
   * Begins to read the string.
   *
   * @param source borrowed; must have the bytes that the source of the image had
   */
  public Feed open(ByteSource source) throws IOException, PackedDamage {
    switch (form) {
      case INTEGER -> {
        return new ArrayFeed(RdbDigits.of(number));
      }
      case RAW -> {
        return new SourceFeed(source, offset, length);
      }
      default -> {
        LzfFeed feed = new LzfFeed();
        feed.open(new SourceFeed(source, offset, stored), stored, expanded);
        pass(feed, within);
        return feed;
      }
    }
  }

  /**
   * The first bytes of the string.
   *
   * @param source borrowed; must have the bytes that the source of the image had
   * @param limit how many at most
   * @throws IOException if the source cannot be read, or has other bytes than it had
   */
  public byte[] read(ByteSource source, int limit) throws IOException {
    byte[] head = new byte[(int) Math.min(limit, length)];
    try {
      Feed feed = open(source);
      int done = 0;
      while (done < head.length) {
        done += some(feed.read(head, done, head.length - done));
      }
      return head;
    } catch (PackedDamage damage) {
      throw new IOException(source.name() + " @ " + offset + ": " + damage.getMessage(), damage);
    }
  }

  /**
   * Writes the whole string.
   *
   * @param source borrowed; must have the bytes that the source of the image had
   * @param target borrowed
   * @throws IOException if the source cannot be read, has other bytes than it had, or the target
   *     fails
   */
  public void writeTo(ByteSource source, OutputStream target) throws IOException {
    byte[] copy = new byte[(int) Math.min(COPY, length)];
    try {
      Feed feed = open(source);
      long left = length;
      while (left > 0) {
        int count = some(feed.read(copy, 0, (int) Math.min(copy.length, left)));
        target.write(copy, 0, count);
        left -= count;
      }
    } catch (PackedDamage damage) {
      throw new IOException(source.name() + " @ " + offset + ": " + damage.getMessage(), damage);
    }
  }

  private static void pass(Feed feed, long count) throws IOException, PackedDamage {
    byte[] passed = new byte[(int) Math.min(COPY, count)];
    long left = count;
    while (left > 0) {
      left -= some(feed.read(passed, 0, (int) Math.min(passed.length, left)));
    }
  }

  private static int some(int count) throws IOException {
    if (count <= 0) {
      throw new IOException("expected more bytes of a string, found its end");
    }
    return count;
  }
}
