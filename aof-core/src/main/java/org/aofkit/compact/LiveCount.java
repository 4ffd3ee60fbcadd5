package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.resp.ArgumentWalk;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what is live and what there is at all, in one pass over all files for each part of the
 * keys.
 */
final class LiveCount implements RdbHandler {
  private static final int PATIENCE = 1 << 12;

  private final Places places;
  private final ReadOptions options;
  private final CommandTypes types = new CommandTypes();
  private final Sum[] sums = new Sum[CommandTypes.NAMES.size()];
  private final long[] liveIn;
  private @Nullable LivePlaces live;
  private long keys;
  private int file;
  private long start;
  private long recordBytes;
  private boolean isFirst = true;
  private int patience = PATIENCE;

  /** Of one type. */
  private static final class Sum {
    private long count;
    private long bytes;
    private long liveCount;
    private long liveBytes;
  }

  LiveCount(Places places, ReadOptions options) {
    this.places = places;
    this.options = options;
    this.liveIn = new long[places.files().size()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new Sum();
    }
  }

  /** Adds keys of the data set. */
  void keys(long more) {
    keys += more;
  }

  /** Counts what is live for some of the keys, and the first time what there is. */
  void count(LivePlaces ofSome) throws IOException {
    live = ofSome;
    for (file = 0; file < liveIn.length; file++) {
      SetFile of = places.files().get(file);
      start = places.start(file);
      long counted = image(of) + commands(of);
      // Annotations, and what follows an image that is a whole dump.
      add(CommandTypes.OTHER, 0, of.size() - counted, false);
    }
    live = null;
    isFirst = false;
  }

  /** What was counted. */
  LiveBytes result() {
    List<LiveBytes.OfFile> files = new ArrayList<>();
    for (int i = 0; i < liveIn.length; i++) {
      SetFile of = places.files().get(i);
      files.add(new LiveBytes.OfFile(of, liveIn[i], of.size() - liveIn[i]));
    }
    List<LiveBytes.OfType> found = new ArrayList<>();
    for (int type = 0; type < sums.length; type++) {
      Sum of = sums[type];
      if (of.bytes > 0) {
        found.add(
            new LiveBytes.OfType(
                CommandTypes.NAMES.get(type),
                of.liveCount,
                of.liveBytes,
                of.count - of.liveCount,
                of.bytes - of.liveBytes));
      }
    }
    return new LiveBytes(files, found, keys);
  }

  /** Counts the image at the head of a file; how many bytes it has. */
  private long image(SetFile of) throws IOException {
    try (ByteSource source = FileSources.open(of.path(), options.mode())) {
      if (!RdbStepper.looksLikeRdb(source, 0)) {
        return 0;
      }
      recordBytes = 0;
      RdbImage image = RdbReader.read(source, 0, RdbOptions.forAof(), RdbDepth.STEP, this);
      // Its head, its end and its libraries: a new image needs them as well.
      add(CommandTypes.OTHER, 0, image.end() - recordBytes, isFirst);
      return image.end();
    }
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    if (--patience < 0) {
      patience = PATIENCE;
      if (options.cancelled().getAsBoolean()) {
        throw new CancellationException();
      }
    }
    long bytes = end - key.from();
    recordBytes += bytes;
    add(CommandTypes.NAMES.indexOf(key.type()), 1, bytes, isLive(start + end));
  }

  private long commands(SetFile of) throws IOException {
    long counted = 0;
    try (AofReader reader = AofReader.open(List.of(of), options)) {
      while (reader.next()) {
        long bytes = reader.end() - reader.offset();
        counted += bytes;
        int type = types.of(reader.command());
        if (types.isPairs(reader.command())) {
          pairs(reader, type);
        } else {
          add(type, 1, bytes, isLive(start + reader.end()));
        }
      }
    }
    return counted;
  }

  private void pairs(AofReader reader, int type) throws IOException {
    ArgumentWalk words = reader.words();
    long end = reader.offset();
    if (words.next()) {
      end = words.offset() + words.length() + 2;
    }
    add(type, 0, end - reader.offset(), false);
    while (words.next() && words.next()) {
      long behind = words.offset() + words.length() + 2;
      add(type, 1, behind - end, isLive(start + behind));
      end = behind;
    }
    add(type, 0, reader.end() - end, false);
  }

  private boolean isLive(long end) {
    return live != null && live.isBefore(end);
  }

  private void add(int type, int count, long bytes, boolean isLive) {
    Sum of = sums[type];
    if (isFirst) {
      of.count += count;
      of.bytes += bytes;
    }
    if (isLive) {
      of.liveCount += count;
      of.liveBytes += bytes;
      liveIn[file] += bytes;
    }
  }
}
