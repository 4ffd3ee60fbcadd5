package org.aofkit.aof;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.aofkit.io.IoMode;

/**
 * How an {@link AofReader} reads.
 *
 * @param mode how bytes are read
 * @param databases how many databases the server has: a SELECT of a higher one changes nothing
 * @param windowSize bytes looked at through one window; 64 or more
 * @param from where to begin in the first file: a command boundary, which is not verified; empty
 *     for its head. The database of what follows is not known up to the next SELECT then.
 * @param images told of the RDB images at the heads of files
 * @param cancelled asked from time to time; once it says yes, reading ends with a {@link
 *     java.util.concurrent.CancellationException}
 */
public record ReadOptions(
    IoMode mode,
    int databases,
    int windowSize,
    OptionalLong from,
    ImageListener images,
    BooleanSupplier cancelled) {
  private static final int WINDOW = 16 << 20;

  /** Reads that way, whole files, any number of databases, windows of 16 MiB. */
  public static ReadOptions of(IoMode mode) {
    return new ReadOptions(
        mode, Integer.MAX_VALUE, WINDOW, OptionalLong.empty(), ImageListener.NOBODY, () -> false);
  }
}
