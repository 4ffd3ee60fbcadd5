package org.aofkit.fuzz.rdb;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.aofkit.rdb.Crc64;

/**
 * Damages healthy RDB files, mostly where it takes a close look to see it: behind a checksum that
 * fits, and inside of containers that are unpacked for it and stored as they are. The same file and
 * seed give the same bytes.
 */
public final class RdbMutation {
  private static final int ATTEMPTS = 32;

  /**
   * A damaged file.
   *
   * @param seed what it was made with, besides the file
   * @param kinds what was done to it
   * @param bytes what came out
   */
  public record Mutant(long seed, Set<Kind> kinds, byte[] bytes) {}

  /** What can be done to a file. */
  public enum Kind {
    /** One bit anywhere. */
    BIT,
    /** One byte anywhere becomes another. */
    BYTE,
    /** Bytes come in between. */
    INSERTED,
    /** Bytes go. */
    DELETED,
    /** Bytes become NUL. */
    NULS,
    /** The file ends, sometimes with an end put behind. */
    CUT,
    /** A digit of the version, or a letter of the magic. */
    MAGIC,
    /** A record gets another type. */
    TYPE,
    /** A length or count becomes another, or hostile. */
    LENGTH,
    /** A number that counts nothing becomes another. */
    NUMBER,
    /** A time, score or id becomes another. */
    FIXED,
    /** A bit in the bytes of a string, compressed or not. */
    TEXT,
    /** A record comes twice, the second one next to the first or elsewhere. */
    RECORD_TWICE,
    /** A record goes. */
    RECORD_GONE,
    /** Two records change places. */
    RECORDS_SWAPPED,
    /** A record comes in that is not a key. */
    RECORD_INSERTED,
    /** An item of a collection comes twice. */
    ITEM_TWICE,
    /** An item of a collection goes. */
    ITEM_GONE,
    /** An item of a collection becomes another one of it. */
    ITEM_COPIED,
    /** A byte inside of a packed container. */
    PACKED_BYTE,
    /** A number in the header of a packed container. */
    PACKED_HEADER,
    /** An entry of a packed container comes twice. */
    PACKED_TWICE,
    /** An entry of a packed container goes. */
    PACKED_GONE,
    /** Two entries of a packed container change places. */
    PACKED_SWAPPED,
    /** An entry of a packed container becomes one that is seldom. */
    PACKED_ODD
  }

  private static final Set<Kind> PLAIN =
      EnumSet.of(Kind.BIT, Kind.BYTE, Kind.INSERTED, Kind.DELETED, Kind.NULS);

  private final Random random;
  private final RdbShape shape;

  private RdbMutation(RdbShape shape, long seed) {
    this.random = new Random(seed);
    this.shape = shape;
  }

  /** The damaged copy of a healthy file. */
  static Mutant of(RdbShape shape, long seed) {
    return new RdbMutation(shape, seed).mutate(seed);
  }

  /** The same for a file that nothing is known about; it must be healthy. */
  public static Mutant of(byte[] healthy, long seed) {
    return of(RdbShape.of(healthy), seed);
  }

  /**
   * One thing done to a healthy file, whose checksum stays as it was; the file itself if nothing
   * has changed it in a good many attempts.
   */
  static byte[] unsealed(byte[] healthy, long seed) {
    var mutation = new RdbMutation(RdbShape.of(healthy), seed);
    return mutation.changed(EnumSet.noneOf(Kind.class));
  }

  private byte[] changed(Set<Kind> kinds) {
    byte[] bytes = shape.bytes();
    for (int i = 0; i < ATTEMPTS; i++) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      byte[] changed = apply(kind);
      if (!Arrays.equals(changed, bytes)) {
        kinds.add(kind);
        return changed;
      }
    }
    return bytes;
  }

  private Mutant mutate(long seed) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    byte[] bytes = changed(kinds);
    if (random.nextInt(6) == 0) {
      Kind more = PLAIN.toArray(new Kind[0])[random.nextInt(PLAIN.size())];
      kinds.add(more);
      bytes = new PlainDamage(bytes, random).apply(more);
    }
    boolean isSealed = kinds.contains(Kind.CUT) ? random.nextBoolean() : random.nextInt(8) != 0;
    return new Mutant(seed, kinds, isSealed ? sealed(bytes, kinds.contains(Kind.CUT)) : bytes);
  }

  private byte[] apply(Kind kind) {
    return switch (kind) {
      case BIT, BYTE, INSERTED, DELETED, NULS, CUT -> {
        byte[] body = shape.bytes();
        yield new PlainDamage(body, random).apply(kind);
      }
      case MAGIC, TYPE, LENGTH, NUMBER, FIXED, TEXT -> new FieldDamage(shape, random).apply(kind);
      case RECORD_TWICE, RECORD_GONE, RECORDS_SWAPPED, RECORD_INSERTED ->
          new RecordDamage(shape, random).apply(kind);
      case ITEM_TWICE, ITEM_GONE, ITEM_COPIED -> new ItemDamage(shape, random).apply(kind);
      default -> new PackedDamage(shape, random).apply(kind);
    };
  }

  /** The bytes with a checksum that fits, where there is one in such files. */
  private byte[] sealed(byte[] bytes, boolean isCut) {
    if (!shape.hasChecksum()) {
      return bytes;
    }
    byte[] whole = bytes;
    if (isCut) {
      whole = Arrays.copyOf(bytes, bytes.length + 1 + Long.BYTES);
      whole[bytes.length] = (byte) 0xFF;
    } else if (bytes.length < Long.BYTES) {
      return bytes;
    } else if (bytes == shape.bytes()) {
      whole = bytes.clone();
    }
    seal(whole);
    return whole;
  }

  /** Puts the right checksum into the last eight bytes. */
  public static void seal(byte[] bytes) {
    int at = bytes.length - Long.BYTES;
    long checksum = Crc64.update(0, bytes, 0, at);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (checksum >>> (8 * i));
    }
  }

  /** The bytes up to {@code from}, something else, and the bytes from {@code to} on. */
  static byte[] spliced(byte[] bytes, int from, byte[] between, int to) {
    byte[] spliced = new byte[from + between.length + bytes.length - to];
    System.arraycopy(bytes, 0, spliced, 0, from);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
    return spliced;
  }
}
