package org.aofkit.rdb;

import java.io.IOException;
import java.io.InputStream;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.packed.ArrayFeed;
import org.aofkit.rdb.packed.Feed;
import org.aofkit.rdb.packed.LzfFeed;

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
   * Begins to read the string, which must be one that can be expanded.
   *
   * @param source borrowed; must have the bytes that the source of the image had
   * @return the bytes of the string; it raises an error where the source cannot be read, or has
   *     other bytes than it had. It need not be closed, and is best read in blocks.
   * @throws IOException if the source cannot be read, or has other bytes than it had
   */
  public InputStream open(ByteSource source) throws IOException {
    String name = source.name() + " @ " + offset;
    switch (form) {
      case INTEGER -> {
        return new FeedStream(name, new ArrayFeed(RdbDigits.of(number)), length);
      }
      case RAW -> {
        return new FeedStream(name, new SourceFeed(source, offset, length), length);
      }
      default -> {
        Feed compressed = new SourceFeed(source, offset, stored);
        InputStream whole =
            new FeedStream(name, new LzfFeed().open(compressed, stored, expanded), within + length);
        whole.skipNBytes(within);
        return whole;
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
    return open(source).readNBytes((int) Math.min(limit, length));
  }
}
