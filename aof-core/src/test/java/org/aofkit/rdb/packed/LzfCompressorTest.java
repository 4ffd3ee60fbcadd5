package org.aofkit.rdb.packed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LzfCompressorTest {
  private final LzfCompressor compressor = new LzfCompressor();

  @Test
  void aRunIsOneLiteralAndMatches() throws Exception {
    byte[] zeros = new byte[100];
    byte[] compressed = compressed(zeros, 96);
    assertThat(HexFormat.of().formatHex(compressed)).isEqualTo("0000e05a00");
    assertExpands(compressed, zeros);
  }

  @Test
  void everyLengthIsReadBack() throws Exception {
    var random = new Random(7);
    for (int length = 0; length < 1200; length++) {
      assertExpands(text(random, length));
    }
  }

  @Test
  void matchesOfAllLengthsAndDistancesAreReadBack() throws Exception {
    var random = new Random(8);
    for (int distance : new int[] {1, 2, 3, 255, 256, 257, 8191, 8192, 8193, 9000}) {
      for (int match : new int[] {3, 4, 8, 9, 10, 263, 264, 265, 600}) {
        byte[] bytes = new byte[Math.max(distance, match) + match + 20];
        random.nextBytes(bytes);
        for (int i = 0; i < match; i++) {
          bytes[distance + i] = bytes[i];
        }
        assertExpands(bytes);
      }
    }
  }

  @Test
  void whatIsFarApartInOneInputIsNoMatch() throws Exception {
    byte[] bytes = new byte[30_000];
    new Random(9).nextBytes(bytes);
    System.arraycopy(bytes, 0, bytes, 20_000, 300);
    assertExpands(bytes);
  }

  @Test
  void inputsBeforeAreNotReferredTo() throws Exception {
    byte[] text = text(new Random(10), 400);
    byte[] first = compressed(text, 396);
    assertThat(compressed(text, 396)).isEqualTo(first);
    assertExpands(first, text);
  }

  @Test
  void theTableIsClearedBeforePositionsOverflow() throws Exception {
    byte[] large = text(new Random(11), 1 << 24);
    byte[] target = new byte[large.length + large.length / 32 + 1];
    for (int i = 0; i < 140; i++) {
      int size = compressor.compress(large, 0, 1 << 24, target, 0, i == 139 ? target.length : 10);
      assertThat(size).isEqualTo(i == 139 ? size : -1);
      if (i == 139) {
        assertExpands(Arrays.copyOf(target, size), large);
      }
    }
  }

  @Test
  void aResultThatIsTooLongIsNone() {
    byte[] bytes = new byte[1000];
    new Random(12).nextBytes(bytes);
    byte[] target = new byte[2000];
    assertThat(compressor.compress(bytes, 0, 1000, target, 0, 996)).isEqualTo(-1);
    assertThat(compressor.compress(bytes, 0, 1000, target, 0, 1032)).isEqualTo(1032);
    assertThat(compressor.compress(bytes, 0, 1000, target, 0, 1031)).isEqualTo(-1);
    byte[] zeros = new byte[100];
    assertThat(compressor.compress(zeros, 0, 100, target, 0, 5)).isEqualTo(5);
    assertThat(compressor.compress(zeros, 0, 100, target, 0, 4)).isEqualTo(-1);
  }

  @Test
  void onlyThePlaceGivenIsReadAndWritten() throws Exception {
    byte[] text = text(new Random(13), 500);
    byte[] in = new byte[600];
    Arrays.fill(in, (byte) 'q');
    System.arraycopy(text, 0, in, 50, 500);
    byte[] target = new byte[700];
    Arrays.fill(target, (byte) 'z');
    int size = compressor.compress(in, 50, 500, target, 100, 496);
    assertExpands(Arrays.copyOfRange(target, 100, 100 + size), text);
    assertThat(Arrays.copyOf(target, 100)).containsOnly('z');
    assertThat(Arrays.copyOfRange(target, 100 + 496, 700)).containsOnly('z');
  }

  private void assertExpands(byte[] bytes) throws Exception {
    assertExpands(compressed(bytes, bytes.length + bytes.length / 32 + 1), bytes);
  }

  private static void assertExpands(byte[] compressed, byte[] bytes) throws Exception {
    byte[] expanded = new byte[bytes.length];
    Lzf.expand(compressed, 0, compressed.length, expanded, bytes.length);
    assertThat(Arrays.mismatch(expanded, bytes)).isEqualTo(-1);
  }

  private byte[] compressed(byte[] bytes, int most) {
    byte[] target = new byte[most];
    int size = compressor.compress(bytes, 0, bytes.length, target, 0, most);
    assertThat(size).isNotNegative();
    return Arrays.copyOf(target, size);
  }

  private static byte[] text(Random random, int length) {
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append("{\"id\":").append(random.nextInt(1000)).append(",\"name\":\"abc\"},");
    }
    return text.substring(0, length).getBytes(US_ASCII);
  }

  @Test
  void whatRepeatsNothingIsNotWorthATry() {
    byte[] noise = new byte[100_000];
    new Random(5).nextBytes(noise);
    assertThat(compressor.mayShrink(noise, 0, noise.length)).isFalse();
    assertThat(compressor.mayShrink(noise, 7, 2000)).isFalse();
    assertThat(compressor.mayShrink(noise, 0, 100)).isTrue();
    assertThat(compressor.mayShrink(noise, 0, noise.length)).isFalse();
    for (int place : new int[] {0, 1500, 3800}) {
      byte[] some = Arrays.copyOf(noise, 4096);
      Arrays.fill(some, place, Math.min(4096, place + 1200), (byte) 'a');
      assertThat(compressor.mayShrink(some, 0, some.length)).as("at %s", place).isTrue();
    }
  }
}
