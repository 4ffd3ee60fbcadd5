package org.aofkit.rdb.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LzfLanesTest {
  private final Random random = new Random(20261123);

  @Test
  void whatIsVerifiedTwoAtATimeIsWhatIsVerifiedAlone() {
    int sound = 0;
    LzfLanes lanes = new LzfLanes();
    for (int round = 0; round < 4000; round++) {
      int count = 1 + random.nextInt(4);
      byte[] array = new byte[8192];
      random.nextBytes(array);
      int at = random.nextInt(64);
      boolean isSound = true;
      boolean isSoundInLanes = true;
      lanes.begin(array);
      for (int k = 0; k < count; k++) {
        byte[] stream = stream();
        int length = length(stream) + (random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0);
        if (random.nextInt(4) == 0) {
          stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (random.nextInt(16) == 0 && stream.length > 1) {
          stream = Arrays.copyOf(stream, stream.length - 1);
        }
        System.arraycopy(stream, 0, array, at, stream.length);
        isSound &= isSound(array, at, stream.length, Math.max(1, length));
        isSoundInLanes = isSoundInLanes && lanes.add(at, stream.length, Math.max(1, length));
        at += stream.length;
      }
      assertThat(isSoundInLanes && lanes.finish()).as("round " + round).isEqualTo(isSound);
      sound += isSound ? 1 : 0;
    }
    assertThat(sound).isBetween(1000, 3000);
  }

  @Test
  void anObjectServesManyArrays() {
    LzfLanes lanes = new LzfLanes();
    byte[] array = new byte[64];
    lanes.begin(array);
    assertThat(lanes.add(0, 2, 9) && lanes.finish()).isFalse();
    lanes.begin(array);
    assertThat(lanes.add(0, 2, 1)).isTrue();
    assertThat(lanes.finish()).isTrue();
    lanes.begin(array);
    assertThat(lanes.finish()).isTrue();
  }

  /** Items of all kinds; most reach back no further than they can. */
  private byte[] stream() {
    byte[] stream = new byte[1200];
    int length = 0;
    int gave = 0;
    for (int items = 1 + random.nextInt(30); items > 0; items--) {
      int reach = random.nextInt(32) == 0 ? Lzf.REACH : gave;
      if (reach == 0 || random.nextInt(3) == 0) {
        int bytes = 1 + random.nextInt(32);
        stream[length++] = (byte) (bytes - 1);
        for (int k = 0; k < bytes; k++) {
          stream[length++] = (byte) random.nextInt();
        }
        gave += bytes;
      } else {
        int back = random.nextInt(Math.min(reach, Lzf.REACH));
        int kind = 1 + random.nextInt(7);
        stream[length++] = (byte) (kind << 5 | back >>> 8);
        if (kind == 7) {
          int more = random.nextInt(256);
          stream[length++] = (byte) more;
          gave += more;
        }
        stream[length++] = (byte) back;
        gave += kind + 2;
      }
    }
    return Arrays.copyOf(stream, length);
  }

  /** Bytes that the items of a stream give, be it damaged or not. */
  private static int length(byte[] stream) {
    int gave = 0;
    int at = 0;
    while (at < stream.length) {
      int code = stream[at] & 0xFF;
      if (code < 32) {
        gave += code + 1;
        at += code + 2;
      } else {
        gave += (code >>> 5) + 2 + (code >= 224 ? stream[at + 1] & 0xFF : 0);
        at += code >= 224 ? 3 : 2;
      }
    }
    return gave;
  }

  private static boolean isSound(byte[] array, int from, int length, int expected) {
    try {
      Lzf.verify(array, from, length, expected);
      return true;
    } catch (PackedDamage damage) {
      return false;
    }
  }
}
