package org.aofkit.fuzz.rdb;

import java.util.List;
import java.util.Random;

/** Damage to single pieces of a file whose meaning is known. */
final class FieldDamage {
  private static final int[] TYPES = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 0x7F, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE,
    0xFF
  };
  private static final long[] HOSTILE = {
    0,
    1,
    (1 << 14) - 1,
    1 << 14,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -2,
    -1
  };
  private static final long[] FIXED = {
    0,
    -1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1,
    1L << 46,
    1L << 45,
    0x7FF8000000000000L,
    0x7FF0000000000000L,
    0xFFF0000000000000L,
    0x8000000000000000L
  };
  private static final int MAGIC_DIGITS = 5;

  private final RdbShape shape;
  private final Random random;

  FieldDamage(RdbShape shape, Random random) {
    this.shape = shape;
    this.random = random;
  }

  /** A damaged copy; the file itself if it has no such piece. */
  byte[] apply(RdbMutation.Kind kind) {
    RdbShape.Role role = RdbShape.Role.valueOf(kind.name());
    List<RdbShape.Field> fields =
        shape.fields().stream().filter(f -> f.role() == role && f.to() > f.from()).toList();
    if (fields.isEmpty()) {
      return shape.bytes();
    }
    RdbShape.Field field = fields.get(random.nextInt(fields.size()));
    return switch (role) {
      case MAGIC -> magic();
      case TYPE -> changed(field.from(), TYPES[random.nextInt(TYPES.length)]);
      case LENGTH, NUMBER -> number(field);
      case FIXED -> fixed(field);
      case TEXT -> {
        int at = field.from() + random.nextInt(field.to() - field.from());
        yield random.nextBoolean()
            ? changed(at, shape.bytes()[at] ^ 1 << random.nextInt(8))
            : changed(at, PlainDamage.telling(random));
      }
    };
  }

  private byte[] magic() {
    int at = random.nextInt(8) == 0 ? random.nextInt(MAGIC_DIGITS) : MAGIC_DIGITS;
    if (at == MAGIC_DIGITS) {
      at += random.nextInt(RdbShape.MAGIC_LENGTH - MAGIC_DIGITS);
    }
    int value = random.nextInt(4) == 0 ? PlainDamage.telling(random) : '0' + random.nextInt(10);
    return changed(at, value);
  }

  private byte[] changed(int at, int value) {
    byte[] copy = shape.bytes().clone();
    copy[at] = (byte) value;
    return copy;
  }

  private byte[] number(RdbShape.Field field) {
    byte[] bytes = shape.bytes();
    if (random.nextInt(6) == 0) {
      return changed(field.from(), PlainDamage.telling(random));
    }
    long value = value(bytes, field);
    long other =
        switch (random.nextInt(4)) {
          case 0 -> value + 1;
          case 1 -> value - 1;
          case 2 -> HOSTILE[random.nextInt(HOSTILE.length)];
          default -> value + random.nextInt(64) - 32;
        };
    byte[] form =
        switch (random.nextInt(8)) {
          case 0 -> RdbNumbers.longest(random.nextBoolean() ? value : other);
          case 1 -> RdbNumbers.long32(random.nextBoolean() ? value : other);
          default -> RdbNumbers.shortest(other);
        };
    return RdbMutation.spliced(bytes, field.from(), form, field.to());
  }

  /** The number in a field of variable size. */
  static long value(byte[] bytes, RdbShape.Field field) {
    int first = bytes[field.from()] & 0xFF;
    return first >= 0xC0
        ? first & 0x3F
        : first >= 0x80
            ? Packed.bigEndian(bytes, field.from() + 1, field.to() - field.from() - 1)
            : Packed.bigEndian(bytes, field.from(), field.to() - field.from())
                & (1L << (8 * (field.to() - field.from()) - 2)) - 1;
  }

  private byte[] fixed(RdbShape.Field field) {
    byte[] copy = shape.bytes().clone();
    int length = field.to() - field.from();
    long value = FIXED[random.nextInt(FIXED.length)];
    if (length < Long.BYTES || random.nextInt(3) == 0) {
      int at = field.from() + random.nextInt(length);
      copy[at] = random.nextBoolean() ? PlainDamage.telling(random) : (byte) (copy[at] + 1);
      return copy;
    }
    int at = field.from() + Long.BYTES * random.nextInt(length / Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      copy[at + i] = (byte) (value >>> (8 * i));
    }
    return copy;
  }
}
