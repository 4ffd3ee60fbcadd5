package org.aofkit.check;

import java.io.IOException;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbPieces;
import org.aofkit.rdb.RdbProblem;

/**
 * What looking at the RDB image at the head of a file gave.
 *
 * @param image the image, looked at to its bottom
 * @param duplicates the keys that it has twice
 */
record ImageScan(RdbImage image, RdbDuplicates duplicates) {
  /** With {@link #MEMORY}, up to about so many keys are compared in two passes. */
  private static final long MOST_IN_TWO_PASSES = 10_000_000;

  private static final long MEMORY = 24 << 20;

  /** Reads the image that begins at the head of a source. */
  static ImageScan of(ByteSource source, RdbOptions how, CheckOptions options) throws IOException {
    ByteSource watched = new WatchedSource(source, options.progress(), options.cancelled());
    RdbImage image = RdbPieces.read(watched, 0, how, options.threads());
    return new ImageScan(image, duplicates(watched, image, how, options.images()));
  }

  /** Whether a key is there twice. */
  boolean hasDuplicates() {
    RdbProblem problem = image.problem();
    return duplicates.count() > 0
        || (problem != null && problem.kind() == RdbProblem.Kind.DUPLICATE_KEY);
  }

  private static RdbDuplicates duplicates(
      ByteSource source, RdbImage image, RdbOptions how, ImageOptions options) throws IOException {
    if (image.keys() < 2 && options.duplicates() != ImageOptions.Duplicates.SKIP) {
      return new RdbDuplicates(RdbDuplicates.State.CHECKED, 0, List.of());
    }
    boolean isWanted =
        switch (options.duplicates()) {
          case AUTO -> image.keys() <= MOST_IN_TWO_PASSES;
          case CHECK -> true;
          case SKIP -> false;
        };
    return !isWanted
        ? RdbDuplicates.skipped()
        : RdbDuplicates.find(source, image, how, System.currentTimeMillis(), MEMORY);
  }
}
