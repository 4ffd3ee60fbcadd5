package org.aofkit.check;

import java.io.IOException;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyFilter;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbPieces;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.rdb.salvage.SalvageOptions;
import org.aofkit.rdb.salvage.Salvager;

/**
 * What looking at the RDB image at the head of a file gave.
 *
 * @param image the image, looked at to its bottom
 * @param duplicates the keys that it has twice
 * @param hasCopiesOnly whether nothing is wrong but records that are copies of others, byte by byte
 */
record ImageScan(RdbImage image, RdbDuplicates duplicates, boolean hasCopiesOnly) {
  /** Reads the image that begins at the head of a source. */
  static ImageScan of(ByteSource source, RdbOptions how, CheckOptions options) throws IOException {
    ByteSource watched = new WatchedSource(source, options.progress(), options.cancelled());
    ImageOptions.Duplicates wanted = options.images().duplicates();
    RdbKeyFilter filter =
        wanted == ImageOptions.Duplicates.SKIP ? null : RdbKeyFilter.forImage(source.size());
    RdbImage image = RdbPieces.read(watched, 0, how, options.threads(), filter);
    boolean isLarge = filter != null && image.keys() > filter.capacity();
    RdbDuplicates duplicates =
        filter == null || isLarge && wanted == ImageOptions.Duplicates.AUTO
            ? RdbDuplicates.skipped()
            : RdbDuplicates.find(watched, image, how, System.currentTimeMillis(), filter);
    boolean hasCopiesOnly =
        hasDuplicates(image, duplicates)
            && Salvager.isCopied(watched, 0, SalvageOptions.defaults());
    return new ImageScan(image, duplicates, hasCopiesOnly);
  }

  /** Whether a key is there twice. */
  boolean hasDuplicates() {
    return hasDuplicates(image, duplicates);
  }

  /** Whether more is to be said of it as part of an AOF than as a dump that stands by itself. */
  boolean isOtherAsDump() {
    return hasDuplicates() || image.remarks().negativeDeadlines() > 0;
  }

  private static boolean hasDuplicates(RdbImage image, RdbDuplicates duplicates) {
    RdbProblem problem = image.problem();
    return duplicates.count() > 0
        || (problem != null && problem.kind() == RdbProblem.Kind.DUPLICATE_KEY);
  }
}
