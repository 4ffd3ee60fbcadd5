package org.aofkit.fuzz.rdb;

import java.util.Arrays;
import java.util.Random;

/** Damage that does not care what the bytes are. */
final class PlainDamage {
  private static final int[] TELLING = {
    0, 1, 2, 0x3F, 0x40, 0x7F, 0x80, 0x81, 0x82, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xE0, 0xF0, 0xF1,
    0xF4, 0xF5, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF
  };

  private final byte[] bytes;
  private final Random random;

  PlainDamage(byte[] bytes, Random random) {
    this.bytes = bytes;
    this.random = random;
  }

  /** A damaged copy. */
  byte[] apply(RdbMutation.Kind kind) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 4);
    int to = Math.min(bytes.length, at + length);
    return switch (kind) {
      case BIT -> {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case BYTE -> {
        byte[] copy = bytes.clone();
        copy[at] = telling(random);
        yield copy;
      }
      case INSERTED -> {
        byte[] more = new byte[Math.min(length, 8)];
        for (int i = 0; i < more.length; i++) {
          more[i] = telling(random);
        }
        yield RdbMutation.spliced(bytes, at, more, at);
      }
      case DELETED -> RdbMutation.spliced(bytes, at, new byte[0], to);
      case NULS -> {
        byte[] copy = bytes.clone();
        Arrays.fill(copy, at, random.nextInt(4) == 0 ? bytes.length : to, (byte) 0);
        yield copy;
      }
      default -> Arrays.copyOf(bytes, at);
    };
  }

  /** A byte, more often than not one with a meaning somewhere. */
  static byte telling(Random random) {
    return (byte)
        (random.nextInt(3) == 0 ? random.nextInt(256) : TELLING[random.nextInt(TELLING.length)]);
  }
}
