package org.aofkit.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.ImageListener;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyTable;

/**
 * Whether a server has keys of an image already when it comes to it, from the files in front: it
 * aborts on the first. Servers write an image at the head of the first file only, so that nobody
 * pays for this but who puts one elsewhere. Libraries of functions are looked for by {@link
 * LibrariesInFront}.
 *
 * @param state whether it was looked for
 * @param there the first keys that a server has
 * @param thereCount how many those are in all
 * @param doubtful the first keys that it may have: the commands in front do not tell
 * @param doubtfulCount how many those are in all
 * @param libraries what is to be said of the libraries
 */
record KeysInFront(
    State state,
    List<Key> there,
    long thereCount,
    List<Key> doubtful,
    long doubtfulCount,
    LibrariesInFront.Answer libraries) {
  private static final int MOST = 64;
  private static final long MOST_COUNTED = 100_000;

  /** Of an image with more keys it is looked for on demand: they take two passes for each part. */
  private static final int MOST_PARTS = 8;

  /** Files with an image are read once for each one behind. */
  private static final int MOST_IMAGES = 16;

  /** Whether keys were compared. */
  enum State {
    /** All of them were, or there is nothing to compare. */
    CHECKED,
    /** Nobody wanted it, or there are too many for an answer that nobody asked for. */
    SKIPPED,
    /** What is damaged in front keeps servers from coming here. */
    NOT_REACHED
  }

  /**
   * A key of the image.
   *
   * @param offset where its name stands
   * @param name its first bytes
   */
  record Key(long offset, byte[] name) {}

  KeysInFront {
    there = List.copyOf(there);
    doubtful = List.copyOf(doubtful);
  }

  static KeysInFront of(State state) {
    return new KeysInFront(state, List.of(), 0, List.of(), 0, LibrariesInFront.Answer.NONE);
  }

  /** Whether every server ends here. */
  boolean isRefused() {
    return thereCount > 0 || libraries == LibrariesInFront.Answer.SAME;
  }

  /**
   * Compares an image with what stands in front.
   *
   * @param front the files in front, in load order
   * @param images how many of them begin with an image
   * @param source of the image; borrowed
   * @throws IOException if a file can't be read
   */
  static KeysInFront of(
      List<SetFile> front, int images, ByteSource source, RdbImage image, CheckOptions options)
      throws IOException {
    boolean isNothing = image.problem() != null || image.keys() + image.functions() == 0;
    if (isNothing || front.stream().allMatch(file -> file.size() == 0)) {
      return of(State.CHECKED);
    }
    ImageOptions.Duplicates wanted = options.images().duplicates();
    RdbKeyTable table = new RdbKeyTable(source, image);
    boolean isLarge = table.parts() > MOST_PARTS || images > MOST_IMAGES;
    if (wanted == ImageOptions.Duplicates.SKIP
        || isLarge && wanted == ImageOptions.Duplicates.AUTO) {
      return of(State.SKIPPED);
    }
    Search search = new Search(front, table, options);
    return search.compare() ? search.result(source, image) : of(State.NOT_REACHED);
  }

  /** Runs what stands in front once for each part of the keys. */
  private static final class Search {
    private final List<SetFile> front;
    private final RdbKeyTable table;
    private final CheckOptions options;
    private final LibrariesInFront libraries = new LibrariesInFront();
    private final List<Key> there = new ArrayList<>();
    private final List<Key> doubtful = new ArrayList<>();
    private long thereCount;
    private long doubtfulCount;

    Search(List<SetFile> front, RdbKeyTable table, CheckOptions options) {
      this.front = front;
      this.table = table;
      this.options = options;
    }

    /** Answers whether servers come to the image. */
    boolean compare() throws IOException {
      boolean goOn = true;
      for (int part = 0; part < table.parts() && goOn; part++) {
        table.begin(part);
        for (SetFile file : front) {
          if (file.state() != SetFile.State.FILE || !file(file, part == 0)) {
            return false;
          }
        }
        goOn = table.compare(this::took);
      }
      return true;
    }

    KeysInFront result(ByteSource source, RdbImage image) throws IOException {
      return new KeysInFront(
          State.CHECKED,
          there,
          thereCount,
          doubtful,
          doubtfulCount,
          libraries.compare(source, image));
    }

    private boolean took(long offset, byte[] name, boolean isSure) {
      List<Key> list = isSure ? there : doubtful;
      if (list.size() < MOST) {
        list.add(new Key(offset, name));
      }
      thereCount += isSure ? 1 : 0;
      doubtfulCount += isSure ? 0 : 1;
      return thereCount + doubtfulCount < MOST_COUNTED;
    }

    /** Answers whether it can be read to its end. */
    private boolean file(SetFile file, boolean isFirstPart) throws IOException {
      ReadOptions how =
          new ReadOptions(
              options.ioMode(),
              options.databases(),
              options.windowSize(),
              OptionalLong.empty(),
              ImageListener.NOBODY,
              options.cancelled());
      try (AofReader reader = AofReader.open(List.of(file), how)) {
        boolean isFirst = true;
        boolean isMore = true;
        while (isMore) {
          isMore = reader.next();
          RdbImage image = reader.image();
          if (isFirst && image != null && image.problem() == null) {
            image(file, image, isFirstPart);
          }
          isFirst = false;
          if (isMore) {
            KeyChanges.apply(reader, table);
            if (isFirstPart) {
              libraries.command(reader);
            }
          }
        }
        return reader.stop() == null;
      }
    }

    private void image(SetFile file, RdbImage image, boolean isFirstPart) throws IOException {
      try (ByteSource source = FileSources.open(file.path(), options.ioMode())) {
        ByteSource watched = new WatchedSource(source, done -> {}, options.cancelled());
        table.image(watched, image);
        if (isFirstPart) {
          libraries.image(watched, image);
        }
      }
    }
  }
}
