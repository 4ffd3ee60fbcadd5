package org.aofkit.rdb;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes note of the keys of one image while it is read, so that {@link RdbDuplicates} has less to
 * do. Its memory is fixed when it is made.
 */
public final class RdbKeyFilter {
  /** A key takes ten bits of a filter, and five bytes of an image at least. */
  private static final int LARGEST_IMAGE_SHARE = 4;

  private static final int SMALLEST_FILTER = 64;
  private static final int LARGEST_FILTER = 20 << 20;
  private static final int CANDIDATE_SLOTS = 1 << 19;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final RdbSeen seen;

  private RdbKeyFilter(long bytes) {
    seen =
        new RdbSeen(
            (int) (bytes / Long.BYTES), (int) Long.highestOneBit(Math.min(CANDIDATE_SLOTS, bytes)));
  }

  /**
   * A filter for the keys of an image, of at most 20 MiB; up to 8 MiB more are used while keys are
   * compared.
   *
   * @param size of the image in bytes, about
   */
  public static RdbKeyFilter forImage(long size) {
    return ofSize(Math.min(LARGEST_FILTER, Math.max(SMALLEST_FILTER, size / LARGEST_IMAGE_SHARE)));
  }

  /** A filter of about so many bytes. */
  static RdbKeyFilter ofSize(long bytes) {
    return new RdbKeyFilter(bytes);
  }

  /**
   * How many keys it is large enough for: they are compared in one more pass over the image at
   * most. Each further so many take two.
   */
  public long capacity() {
    return seen.capacity();
  }

  /** What was seen. */
  RdbSeen seen() {
    return seen;
  }

  /** Makes the hashes that it takes. */
  RdbHash hash() {
    return new RdbHash(seed);
  }

  /** For one reading: takes the keys that one thread meets. */
  Notes notes() {
    return new Notes();
  }

  /** Takes keys of one thread. */
  final class Notes {
    private final RdbHash hash = hash();
    private final RdbSeen.Batch batch = seen.new Batch();

    /** Takes the key whose name is the string opened last. */
    void add(RdbStrings name, long database) throws IOException, RdbStop {
      batch.add(hash.pair(name.verifiedHash(hash), database));
    }

    /** Takes the key whose name lies in an array. */
    void add(byte[] array, int index, int length, long database) {
      batch.add(hash.pair(hash.text(array, index, length), database));
    }

    /** Ends: all keys that were taken count from now on. */
    void end() {
      batch.flush();
    }
  }
}
