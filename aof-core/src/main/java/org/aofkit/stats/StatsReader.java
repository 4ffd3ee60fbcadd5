package org.aofkit.stats;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.CancellableSource;
import org.aofkit.aof.HiddenImage;
import org.aofkit.aof.ImageListener;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.rdb.salvage.RestoredHead;
import org.aofkit.rdb.salvage.SalvageOptions;

/** Counts what is in files. */
public final class StatsReader {
  private static final int WINDOW = 16 << 20;
  private static final int WINDOW_OF_READS = 1 << 20;
  private static final int LOOK = 1 << 18;

  /** Bytes of magic and version. */
  private static final int HEAD = 9;

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
    RestoredHead head = null;
    long from = 0;
    try (ByteSource source = FileSources.open(file.path(), mode)) {
      RdbOptions how = isDump ? RdbOptions.forDump() : RdbOptions.forAof();
      if (RdbStepper.looksLikeRdb(source, 0)) {
        image = image(source, how);
      }
      boolean isBeheaded =
          image == null ? HiddenImage.isImage(start, file, source) : isBeheaded(image.image());
      if (isBeheaded) {
        head = RestoredHead.of(source, 0, new SalvageOptions(false, false, false, LOOK, cancelled));
        image = head == null ? image : image(head.in(source, 0), how);
      }
      if (image != null) {
        boolean isAll =
            isDump
                || !image.image().isWhole()
                || (start == AofSet.Start.SINGLE && !isOfAnAof(image.image()));
        from = isAll ? source.size() : image.image().end();
      }
      if (from >= source.size()) {
        return new FileStats(file, image, head, List.of(), null);
      }
    }
    CommandCounter commands = new CommandCounter();
    try (AofReader reader = AofReader.open(List.of(file), options(from))) {
      while (reader.next()) {
        commands.add(reader);
      }
      return new FileStats(file, image, head, commands.totals(), reader.stop());
    }
  }

  private ImageStats image(ByteSource source, RdbOptions how) throws IOException {
    return ImageStats.read(new CancellableSource(source, cancelled), how, top, now);
  }

  /** Whether reading has ended in the first bytes. */
  private static boolean isBeheaded(RdbImage image) {
    return image.problem() != null && image.problem().offset() < image.start() + HEAD;
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
