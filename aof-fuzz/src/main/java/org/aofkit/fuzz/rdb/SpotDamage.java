package org.aofkit.fuzz.rdb;

import java.util.Arrays;
import java.util.Random;

/**
 * One damaged spot in an image.
 *
 * @param kind what was done
 * @param bytes the image afterwards
 * @param from the first byte of the image that is affected
 * @param to behind the last one
 */
public record SpotDamage(Kind kind, byte[] bytes, int from, int to) {
  /** What happens to images. */
  public enum Kind {
    /** One bit. */
    BIT,
    /** One byte. */
    BYTE,
    /** A run of NULs of any length and place. */
    NULS,
    /** A sector or a page of NULs at a border of such. */
    BLOCK,
    /** The end is missing. */
    TORN,
    /** The end is NULs. */
    NUL_TAIL,
    /** Random bytes over a run. */
    GARBAGE,
    /** Bytes are missing. */
    REMOVED,
    /** Bytes came in. */
    INSERTED,
    /** One of {@link RdbMutation.Kind}, all of which may be more than one spot: up to the last. */
    MUTATION
  }

  private static final int[] SHARES = {30, 15, 15, 10, 8, 5, 9, 4, 4};

  /** Damages an image somewhere; where nothing changes by chance, somewhere else. */
  public static SpotDamage of(byte[] image, Random random) {
    while (true) {
      int share = random.nextInt(100);
      int kind = 0;
      while (share >= SHARES[kind]) {
        share -= SHARES[kind++];
      }
      SpotDamage damage = of(Kind.values()[kind], image, random);
      if (!Arrays.equals(damage.bytes, image)) {
        return damage;
      }
    }
  }

  /**
   * One mutation where it takes a close look to see it, with the checksum as it was; random bytes
   * somewhere if the image is too small for one.
   */
  public static SpotDamage mutation(byte[] image, long seed) {
    byte[] bytes = RdbMutation.unsealed(image, seed);
    int from = Arrays.mismatch(image, bytes);
    if (from < 0) {
      return of(Kind.GARBAGE, image, new Random(seed));
    }
    int same = 0;
    int most = Math.min(image.length, bytes.length) - from;
    while (same < most && image[image.length - 1 - same] == bytes[bytes.length - 1 - same]) {
      same++;
    }
    return new SpotDamage(Kind.MUTATION, bytes, from, image.length - same);
  }

  static SpotDamage of(Kind kind, byte[] image, Random random) {
    int size = image.length;
    int at = 9 + random.nextInt(size - 9);
    int length = Math.min(size - at, 1 + random.nextInt(random.nextBoolean() ? 16 : 300));
    byte[] copy = image.clone();
    switch (kind) {
      case BIT -> {
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return new SpotDamage(kind, copy, at, at + 1);
      }
      case BYTE -> {
        copy[at] = (byte) random.nextInt(256);
        return new SpotDamage(kind, copy, at, at + 1);
      }
      case NULS -> Arrays.fill(copy, at, at + length, (byte) 0);
      case BLOCK -> {
        int block = random.nextBoolean() ? 512 : 4096;
        at = Math.max(9, at / block * block);
        length = Math.min(size - at, block);
        Arrays.fill(copy, at, at + length, (byte) 0);
      }
      case TORN -> {
        return new SpotDamage(kind, Arrays.copyOf(image, at), at, size);
      }
      case NUL_TAIL -> {
        length = size - at;
        Arrays.fill(copy, at, size, (byte) 0);
      }
      case GARBAGE -> {
        byte[] garbage = new byte[length];
        random.nextBytes(garbage);
        System.arraycopy(garbage, 0, copy, at, length);
      }
      case REMOVED -> {
        byte[] shorter = new byte[size - length];
        System.arraycopy(image, 0, shorter, 0, at);
        System.arraycopy(image, at + length, shorter, at, size - at - length);
        return new SpotDamage(kind, shorter, at, at + length);
      }
      default -> {
        byte[] longer = new byte[size + length];
        byte[] garbage = new byte[length];
        random.nextBytes(garbage);
        System.arraycopy(image, 0, longer, 0, at);
        System.arraycopy(garbage, 0, longer, at, length);
        System.arraycopy(image, at, longer, at + length, size - at);
        return new SpotDamage(kind, longer, at, at);
      }
    }
    return new SpotDamage(kind, copy, at, at + length);
  }
}
