package org.aofkit.stats;

import java.io.IOException;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;

/**
 * What is in an RDB image. Of a damaged one, what is in front of the damage.
 *
 * @param image what reading it gave; its problem tells of damage
 * @param all all keys together
 * @param databases the keys by database, in order; those of the first 1,024, and of the rest
 *     together
 * @param encodings the keys by type and encoding, in the order of these words
 * @param deadlines when they expire
 * @param biggest the biggest keys, the biggest first
 */
public record ImageStats(
    RdbImage image,
    KeyTotals all,
    List<KeyGroup> databases,
    List<KeyGroup> encodings,
    Deadlines deadlines,
    List<BigKey> biggest) {

  /** Copies the lists. */
  public ImageStats {
    databases = List.copyOf(databases);
    encodings = List.copyOf(encodings);
    biggest = List.copyOf(biggest);
  }

  /**
   * Counts what is in the image that begins at the head of a source.
   *
   * @param source borrowed
   * @param how as the image is read
   * @param top how many of the biggest keys are kept, 0 or more; the memory needed grows with it
   * @param now by what time deadlines have passed, in ms since 1970
   * @throws IOException if the source can't be read
   */
  public static ImageStats read(ByteSource source, RdbOptions how, int top, long now)
      throws IOException {
    KeyCounter counter = new KeyCounter(top, now);
    RdbImage image = RdbReader.read(source, 0, how, RdbDepth.STEP, counter);
    return counter.stats(image);
  }
}
