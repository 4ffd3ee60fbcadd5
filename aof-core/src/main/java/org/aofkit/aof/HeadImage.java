package org.aofkit.aof;

import java.io.IOException;
import java.util.Optional;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;

/** The RDB image at the head of a file. */
final class HeadImage {
  /** The value of a field by which an image says what it is; plain dumps have it too, as 0. */
  private static final Optional<String> YES = Optional.of("1");

  private HeadImage() {}

  /** Steps over it and tells the listener of the options. */
  static RdbImage step(SetFile file, ByteSource source, ReadOptions options) throws IOException {
    ImageListener images = options.images();
    RdbImage stepped =
        RdbStepper.step(
            new CancellableSource(source, options.cancelled()),
            0,
            RdbOptions.forAof(),
            images.wantsKeys() ? key -> images.key(file, key) : null);
    images.image(file, stepped);
    return stepped;
  }

  /** A dump ends with its image, whatever bytes follow; the image of an AOF says that it is one. */
  static boolean isDump(SetFile file, RdbImage image) {
    return file.type() == FileType.SINGLE
        && image.problem() == null
        && !image.auxText("aof-base").equals(YES)
        && !image.auxText("aof-preamble").equals(YES);
  }
}
