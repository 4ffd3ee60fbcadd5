package org.aofkit.stats;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.CancellableSource;
import org.aofkit.aof.ImageListener;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;

/** Counts what is in files. */
public final class StatsReader {
  private static final int WINDOW = 16 << 20;
  private static final int WINDOW_OF_READS = 1 << 20;

  private final IoMode mode;
  private final int top;
  private final long now;
  private final BooleanSupplier cancelled;

  /**
   * A reader of files.
   *
   * @param mode how bytes are read
   * @param top how many of the biggest keys of an image are kept, 0 or more
   * @param now by what time deadlines have passed, in ms since 1970
   * @param cancelled asked from time to time; once it says yes, reading ends with a {@link
   *     java.util.concurrent.CancellationException}
   */
  public StatsReader(IoMode mode, int top, long now, BooleanSupplier cancelled) {
    this.mode = mode;
    this.top = top;
    this.now = now;
    this.cancelled = cancelled;
  }

  /**
   * Counts what is in one file.
   *
   * @param start how the set was found that the file is of: behind the image of a dump nothing is
   *     read
   * @throws java.nio.file.NoSuchFileException if the file is gone
   * @throws IOException if it can't be read
   */
  public FileStats read(SetFile file, AofSet.Start start) throws IOException {
    boolean isDump = start == AofSet.Start.DUMP;
    ImageStats image = null;
    long from = 0;
    try (ByteSource source = FileSources.open(file.path(), mode)) {
      if (RdbStepper.looksLikeRdb(source, 0)) {
        ByteSource watched = new CancellableSource(source, cancelled);
        RdbOptions how = isDump ? RdbOptions.forDump() : RdbOptions.forAof();
        image = ImageStats.read(watched, how, top, now);
        boolean isAll =
            isDump
                || !image.image().isWhole()
                || (start == AofSet.Start.SINGLE && !isOfAnAof(image.image()));
        from = isAll ? source.size() : image.image().end();
      }
      if (from >= source.size()) {
        return new FileStats(file, image, List.of(), null);
      }
    }
    CommandCounter commands = new CommandCounter();
    try (AofReader reader = AofReader.open(List.of(file), options(from))) {
      while (reader.next()) {
        commands.add(reader);
      }
      return new FileStats(file, image, commands.totals(), reader.stop());
    }
  }

  private ReadOptions options(long from) {
    return new ReadOptions(
        mode,
        Integer.MAX_VALUE,
        mode == IoMode.MAP ? WINDOW : WINDOW_OF_READS,
        from == 0 ? OptionalLong.empty() : OptionalLong.of(from),
        ImageListener.NOBODY,
        cancelled);
  }

  /** Plain dumps have the field too, as 0. */
  private static boolean isOfAnAof(RdbImage image) {
    return isYes(image.auxText("aof-base")) || isYes(image.auxText("aof-preamble"));
  }

  private static boolean isYes(Optional<String> field) {
    return field.isPresent() && field.get().equals("1");
  }
}
