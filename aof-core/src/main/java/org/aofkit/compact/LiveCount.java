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

/** One pass over all files that adds up what is live and what is not. */
final class LiveCount implements RdbHandler {
  private static final int PATIENCE = 1 << 12;

  private final Places places;
  private final ReadOptions options;
  private final LivePlaces live;
  private final CommandTypes types = new CommandTypes();
  private final long[][] counts = new long[CommandTypes.NAMES.size()][4];
  private long start;
  private long liveHere;
  private long recordBytes;
  private int patience = PATIENCE;

  LiveCount(Places places, ReadOptions options, LivePlaces live) {
    this.places = places;
    this.options = options;
    this.live = live;
  }

  LiveBytes count(long keys) throws IOException {
    List<LiveBytes.OfFile> files = new ArrayList<>();
    for (int i = 0; i < places.files().size(); i++) {
      SetFile file = places.files().get(i);
      start = places.start(i);
      liveHere = 0;
      long counted = image(file) + commands(file);
      // Annotations, and what follows an image that is a whole dump.
      add(CommandTypes.OTHER, 0, 0, 0, file.size() - counted);
      files.add(new LiveBytes.OfFile(file, liveHere, file.size() - liveHere));
    }
    List<LiveBytes.OfType> found = new ArrayList<>();
    for (int type = 0; type < counts.length; type++) {
      long[] of = counts[type];
      if (of[0] + of[1] + of[2] + of[3] > 0) {
        String name = CommandTypes.NAMES.get(type);
        found.add(new LiveBytes.OfType(name, of[0], of[1], of[2], of[3]));
      }
    }
    return new LiveBytes(files, found, keys);
  }

  /** Counts the image at the head of a file; how many bytes it has. */
  private long image(SetFile file) throws IOException {
    try (ByteSource source = FileSources.open(file.path(), options.mode())) {
      if (!RdbStepper.looksLikeRdb(source, 0)) {
        return 0;
      }
      recordBytes = 0;
      RdbImage image = RdbReader.read(source, 0, RdbOptions.forAof(), RdbDepth.STEP, this);
      // Its head, its end and its libraries: a new image needs them as well.
      add(CommandTypes.OTHER, 0, image.end() - recordBytes, 0, 0);
      return image.end();
    }
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    goOn();
    long bytes = end - key.from();
    recordBytes += bytes;
    boolean isLive = live.upTo(start + end) > 0;
    addWhole(CommandTypes.NAMES.indexOf(key.type()), isLive, bytes);
  }

  private long commands(SetFile file) throws IOException {
    long counted = 0;
    try (AofReader reader = AofReader.open(List.of(file), options)) {
      while (reader.next()) {
        long bytes = reader.end() - reader.offset();
        counted += bytes;
        int type = types.of(reader.command());
        if (types.isPairs(reader.command())) {
          pairs(reader, type);
        } else {
          addWhole(type, live.upTo(start + reader.end()) > 0, bytes);
        }
      }
    }
    return counted;
  }

  /** Each pair counts by itself, and the command's head counts if one of them does. */
  private void pairs(AofReader reader, int type) throws IOException {
    ArgumentWalk words = reader.words();
    long kept = 0;
    long end = reader.offset();
    if (words.next()) {
      end = words.offset() + words.length() + 2;
    }
    long head = end - reader.offset();
    while (words.next() && words.next()) {
      long behind = words.offset() + words.length() + 2;
      if (live.upTo(start + behind) > 0) {
        kept += behind - end;
      }
      end = behind;
    }
    kept += kept > 0 ? head : 0;
    boolean isLive = kept > 0;
    add(type, isLive ? 1 : 0, kept, isLive ? 0 : 1, reader.end() - reader.offset() - kept);
  }

  private void addWhole(int type, boolean isLive, long bytes) {
    if (isLive) {
      add(type, 1, bytes, 0, 0);
    } else {
      add(type, 0, 0, 1, bytes);
    }
  }

  private void add(int type, long liveCount, long liveBytes, long deadCount, long deadBytes) {
    long[] of = counts[type];
    of[0] += liveCount;
    of[1] += liveBytes;
    of[2] += deadCount;
    of[3] += deadBytes;
    liveHere += liveBytes;
  }

  private void goOn() {
    if (--patience < 0) {
      patience = PATIENCE;
      if (options.cancelled().getAsBoolean()) {
        throw new CancellationException();
      }
    }
  }
}
