package org.aofkit.rdb;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.aofkit.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** Reads RDB images: checks them, and tells what is in them. */
public final class RdbReader {
  private RdbReader() {}

  /**
   * Reads the image that begins at an offset of a source. Damage is no error of this method: it is
   * in the image that is returned.
   *
   * @param source borrowed, not closed; read up to the size it had when it was opened
   * @param offset where the image begins, from 0 to the size of the source
   * @param depth how closely it is looked at; what is told does not depend on it
   * @param handler is told what is in the image; null for nobody
   * @throws IOException if the source can't be read, or has shrunk; also what the handler throws
   */
  public static RdbImage read(
      ByteSource source,
      long offset,
      RdbOptions options,
      RdbDepth depth,
      @Nullable RdbHandler handler)
      throws IOException {
    return read(source, offset, options, depth, handler, null);
  }

  /**
   * Reads an image as the other.
   *
   * @param filter takes note of the keys; null for none
   */
  static RdbImage read(
      ByteSource source,
      long offset,
      RdbOptions options,
      RdbDepth depth,
      @Nullable RdbHandler handler,
      @Nullable RdbKeyFilter filter)
      throws IOException {
    check(source, offset);
    RdbContext context = context(source, offset, options, depth, handler);
    context.note(filter);
    RdbImage image = new RdbRecords(context, options.inAof()).read();
    context.noted();
    return image;
  }

  /**
   * Reads a stretch of an image that begins and ends where records do.
   *
   * @param source borrowed, not closed
   * @param from where to begin, and what is known there
   * @param to where to stop: at the first record that begins here or behind; the deadline and the
   *     like of a key are of one record with it
   * @param depth how closely it is looked at
   * @param handler is told what is in the stretch; null for nobody
   * @return what was seen of the stretch: its counts, and what is wrong in it. Its checksum is
   *     {@link RdbChecksum#NOT_REACHED}: it is that of the whole image.
   * @throws IOException if the source can't be read, or has shrunk; also what the handler throws
   */
  public static RdbImage readStretch(
      ByteSource source,
      RdbBoundary from,
      long to,
      RdbOptions options,
      RdbDepth depth,
      @Nullable RdbHandler handler)
      throws IOException {
    check(source, from.offset());
    RdbContext context = context(source, from.offset(), options, depth, handler);
    return new RdbRecords(context, options.inAof()).read(from, to).image();
  }

  private static void check(ByteSource source, long offset) {
    if (offset < 0 || offset > source.size()) {
      throw new IllegalArgumentException(
          source.name() + ": offset " + offset + " outside of 0 to " + source.size());
    }
  }

  private static RdbContext context(
      ByteSource source,
      long offset,
      RdbOptions options,
      RdbDepth depth,
      @Nullable RdbHandler handler) {
    long seed = ThreadLocalRandom.current().nextLong();
    return new RdbContext(
        source, offset, options.bufferSize(), depth == RdbDepth.DEEP, handler, seed, false);
  }
}
