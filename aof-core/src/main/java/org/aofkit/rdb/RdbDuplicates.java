package org.aofkit.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.ByteSource;

/**
 * The keys of an image that are there twice in the same database. Servers abort on them, their
 * check tools do not look (measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2). A {@link
 * RdbKeyFilter} takes note of the keys while the image is read; only if there are any that may have
 * come twice it is passed over once more. The memory that takes is bounded, whatever the image
 * holds.
 *
 * <p>Names are compared byte by byte, databases by hashes of 64 bits.
 *
 * @param state whether the keys were compared
 * @param count how many keys are there once more; of more than 100,000, that many
 * @param first the first of them, at most 64
 */
public record RdbDuplicates(State state, long count, List<Duplicate> first) {
  private static final int MOST = 64;
  private static final int LONGEST_NAME = 1024;
  private static final long MOST_COUNTED = 100_000;
  private static final int LENS = 512;

  /** Places in an image are kept in so many bits. */
  private static final long LARGEST_IMAGE = (1L << 40) - 2;

  /** Whether the keys were compared. */
  public enum State {
    /** All of them were. */
    CHECKED,
    /** They were not: nobody wanted it, or the image is larger than 1 TiB. */
    SKIPPED
  }

  /**
   * A key that is there once more.
   *
   * @param firstOffset where its name stands for the first time, in the source
   * @param offset where its name stands here
   * @param name its first bytes, at most 1,024; must not be changed
   */
  public record Duplicate(long firstOffset, long offset, byte[] name) {}

  /**
   * Two records of the same key.
   *
   * @param firstOffset where its name stands for the first time, in the source
   * @param offset where its name stands once more
   */
  public record Repeat(long firstOffset, long offset) {}

  public RdbDuplicates {
    first = List.copyOf(first);
  }

  /** For an image whose keys nobody wants to be compared. */
  public static RdbDuplicates skipped() {
    return new RdbDuplicates(State.SKIPPED, 0, List.of());
  }

  /**
   * Compares all keys of an image.
   *
   * @param source that the image was read from; borrowed
   * @param image as it was read from this source; of a damaged one, the records in front of the
   *     damage are looked at
   * @param options as the image was read with. In a plain dump keys whose deadline has passed do
   *     not count: a master drops them while it loads.
   * @param now the time of the loading, in ms since 1970
   * @param filter has taken note of the keys of this image, and is not used again
   * @throws IOException if the source cannot be read
   */
  public static RdbDuplicates find(
      ByteSource source, RdbImage image, RdbOptions options, long now, RdbKeyFilter filter)
      throws IOException {
    return find(source, image, options, now, filter, true);
  }

  /**
   * Compares all keys of an image that were not taken note of: in two passes.
   *
   * @throws IOException as the other
   */
  public static RdbDuplicates find(ByteSource source, RdbImage image, RdbOptions options, long now)
      throws IOException {
    RdbKeyFilter filter = RdbKeyFilter.forImage(image.end() - image.start());
    return find(source, image, options, now, filter, false);
  }

  static RdbDuplicates find(
      ByteSource source,
      RdbImage image,
      RdbOptions options,
      long now,
      RdbKeyFilter filter,
      boolean isNoted)
      throws IOException {
    if (image.end() - image.start() > LARGEST_IMAGE) {
      return skipped();
    }
    if (image.end() == image.start()) {
      return new RdbDuplicates(State.CHECKED, 0, List.of());
    }
    List<Duplicate> found = new ArrayList<>();
    long[] count = new long[1];
    RdbLens lens = new RdbLens(source, LENS);
    lens.setBase(image.start());
    RdbRepeats repeats = new RdbRepeats(filter.seen(), new RdbMembers(), lens);
    try {
      repeats.find(
          new RdbKeyWalk(source, image.start(), image.end(), options, now, filter.hash()),
          image.keys(),
          isNoted,
          (first, again) -> {
            count[0]++;
            if (found.size() < MOST) {
              byte[] name = lens.at(image.start() + again).read(source, LONGEST_NAME);
              found.add(new Duplicate(image.start() + first, image.start() + again, name));
            }
            return count[0] < MOST_COUNTED;
          });
    } catch (RdbStop stop) {
      throw new IOException(
          source.name() + ": not what it was when it was read first: " + stop.getMessage(), stop);
    }
    found.sort((one, other) -> Long.compare(one.offset(), other.offset()));
    return new RdbDuplicates(State.CHECKED, count[0], found);
  }

  /**
   * All keys of an image that are there once more, whether their deadlines have passed or not.
   *
   * @param source borrowed; the image is all of it. If it can't be read to its end nothing is told;
   *     of one larger than 1 TiB only what is in front is looked at
   * @param keys how many it has, about
   * @param most how many to tell at most
   * @return in the order of their offsets, if they are not more
   * @throws IOException if the source cannot be read
   */
  public static List<Repeat> repeats(ByteSource source, long keys, int most) throws IOException {
    List<Repeat> found = new ArrayList<>();
    long end = Math.min(source.size(), LARGEST_IMAGE);
    RdbKeyFilter filter = RdbKeyFilter.forImage(end);
    RdbLens lens = new RdbLens(source, LENS);
    try {
      new RdbRepeats(filter.seen(), new RdbMembers(), lens)
          .find(
              new RdbKeyWalk(source, 0, end, RdbOptions.forAof(), 0, filter.hash()),
              keys,
              false,
              (first, again) -> found.add(new Repeat(first, again)) && found.size() < most);
    } catch (RdbStop stop) {
      // Whoever asks reads the image to its bottom too, and is told there what is wrong.
      return List.of();
    }
    found.sort((one, other) -> Long.compare(one.offset(), other.offset()));
    return found;
  }
}
