package org.aofkit.fuzz.gen;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * One piece of damage to a file.
 *
 * @param kind what happens
 * @param at where: the place in the file, as a part of 2^31 of its length
 * @param length how many bytes, 1 or more
 * @param value the byte that comes in, where one does
 */
public record Mutation(Kind kind, int at, int length, byte value) {
  /** What can happen to the bytes of a file. */
  public enum Kind {
    /** One byte becomes another. */
    CHANGE,
    /** Copies of one byte come in between. */
    INSERT,
    /** Bytes go, and the rest moves up. */
    DELETE,
    /** The file ends. */
    TRUNCATE,
    /** Bytes become NUL. */
    NULS,
    /** Bytes come twice. */
    DUPLICATE
  }

  private static final byte[] TELLING = {
    '*', '$', '#', '\r', '\n', 0, '0', '1', '9', ':', '?', '-', ' '
  };

  /** Any damage. */
  public static Mutation any(RandomGenerator random) {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    int length = random.nextInt(3) == 0 ? 1 + random.nextInt(1500) : 1 + random.nextInt(4);
    byte value =
        random.nextBoolean() ? TELLING[random.nextInt(TELLING.length)] : (byte) random.nextInt(256);
    return new Mutation(kind, random.nextInt(Integer.MAX_VALUE), length, value);
  }

  /** The damaged copy of a file; the same array if there is nothing that could be damaged. */
  public byte[] of(byte[] file) {
    if (file.length == 0) {
      return file;
    }
    int from = (int) ((long) at * file.length >> 31);
    int to = Math.min(file.length, from + length);
    return switch (kind) {
      case CHANGE -> filled(file, from, from + 1, value);
      case NULS -> filled(file, from, to, (byte) 0);
      case TRUNCATE -> Arrays.copyOf(file, from);
      case DELETE -> spliced(file, from, new byte[0], to);
      case DUPLICATE -> spliced(file, to, Arrays.copyOfRange(file, from, to), to);
      case INSERT -> {
        byte[] more = new byte[Math.min(length, 8)];
        Arrays.fill(more, value);
        yield spliced(file, from, more, from);
      }
    };
  }

  private static byte[] filled(byte[] file, int from, int to, byte value) {
    byte[] changed = file.clone();
    Arrays.fill(changed, from, to, value);
    return changed;
  }

  /** The file up to {@code from}, something else, and the file from {@code to} on. */
  private static byte[] spliced(byte[] file, int from, byte[] between, int to) {
    byte[] spliced = new byte[from + between.length + file.length - to];
    System.arraycopy(file, 0, spliced, 0, from);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(file, to, spliced, from + between.length, file.length - to);
    return spliced;
  }
}
