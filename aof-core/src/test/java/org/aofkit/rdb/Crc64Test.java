package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64Test {
  private static final long POLYNOMIAL = 0xAD93D23594C935A9L;

  @Test
  void checkValueIsThatOfTheFormat() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc64.update(0, digits, 0, 9)).isEqualTo(0xE9C6D914C4B8D9CAL);
  }

  @Test
  void everyLengthAgreesWithBitByBitDivision() {
    byte[] bytes = random(40_000);
    for (int length : new int[] {0, 1, 7, 8, 9, 63, 4096, 12_287, 12_288, 12_289, 24_583, 39_990}) {
      for (int offset : new int[] {0, 1, 5}) {
        assertThat(Crc64.update(0, bytes, offset, length))
            .as("%d bytes from %d", length, offset)
            .isEqualTo(plain(bytes, offset, length));
      }
    }
  }

  @Test
  void anySplitGivesTheSame() {
    byte[] bytes = random(30_000);
    long whole = Crc64.update(0, bytes, 0, bytes.length);
    for (int split : new int[] {0, 1, 12_288, 15_001, 30_000}) {
      long head = Crc64.update(0, bytes, 0, split);
      long tail = Crc64.update(0, bytes, split, bytes.length - split);
      assertThat(Crc64.update(head, bytes, split, bytes.length - split)).isEqualTo(whole);
      assertThat(Crc64.combine(head, tail, bytes.length - split)).isEqualTo(whole);
    }
  }

  @Test
  void combineWorksBeyondTheLengthOfAnArray() {
    long one = Crc64.update(0, new byte[] {1}, 0, 1);
    long far = Crc64.combine(one, 0, 1L << 40);
    assertThat(Crc64.combine(Crc64.combine(one, 0, 1L << 39), 0, 1L << 39)).isEqualTo(far);
  }

  @Test
  void rangesOutsideOfTheArrayAreRefused() {
    assertThatThrownBy(() -> Crc64.update(0, new byte[8], 4, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Crc64.combine(0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static long plain(byte[] bytes, int offset, int length) {
    long reflected = Long.reverse(POLYNOMIAL);
    long crc = 0;
    for (int i = offset; i < offset + length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ reflected : crc >>> 1;
      }
    }
    return crc;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(64).nextBytes(bytes);
    return bytes;
  }
}
