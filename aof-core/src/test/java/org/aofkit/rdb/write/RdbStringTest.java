package org.aofkit.rdb.write;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.aofkit.rdb.packed.Lzf;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdbStringTest {
  private static final RdbTarget TARGET = RdbTarget.of(Server.REDIS_7_0);

  @ParameterizedTest
  @CsvSource({
    "0, c000",
    "-1, c0ff",
    "127, c07f",
    "-128, c080",
    "128, c18000",
    "-32768, c10080",
    "32768, c200800000",
    "2147483647, c2ffffff7f",
    "-2147483648, c200000080",
    "2147483648, 0a32313437343833363438",
    "-2147483649, 0b2d32313437343833363439",
    "-0, 022d30",
    "01, 023031"
  })
  void aNumberIsStoredInAsManyBytesAsItNeeds(String text, String stored) throws IOException {
    assertThat(hex(string(text.getBytes(US_ASCII)))).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 127, -32768, 2147483647, 2147483648L, Long.MIN_VALUE})
  void aNumberIsStoredAsItsText(long value) throws IOException {
    byte[] told = value(new RdbValue.Text(sink -> sink.integer(value)), RdbWriterOptions.DEFAULT);
    assertThat(told).isEqualTo(string(Long.toString(value).getBytes(US_ASCII)));
  }

  @ParameterizedTest
  @CsvSource({"0, 00", "63, 3f", "64, 4040", "16383, 7fff", "16384, 8000004000"})
  void aLengthTakesTheLeastBytes(int length, String head) throws IOException {
    byte[] stored = string(noise(length));
    assertThat(hex(Arrays.copyOf(stored, head.length() / 2))).isEqualTo(head);
    assertThat(stored).hasSize(head.length() / 2 + length);
  }

  @Test
  void onlyStringsOfMoreThan20BytesAreCompressed() throws IOException {
    assertThat(hex(string(new byte[20]))).isEqualTo("14" + "00".repeat(20));
    assertThat(hex(string(new byte[21]))).isEqualTo("c3" + "05" + "15" + "0000e00b00");
  }

  @Test
  void compressionMustSaveFourBytes() throws IOException {
    // Noise and a repetition that saves ever more.
    byte[] noise = noise(30);
    for (int match = 3; match < 30; match++) {
      byte[] bytes = Arrays.copyOf(noise, 30 + match);
      System.arraycopy(noise, 0, bytes, 30, match);
      byte[] stored = string(bytes);
      // 30 literals and their head, a match, and the last bytes may be literals again.
      boolean isCompressed = (stored[0] & 0xFF) == 0xC3;
      assertThat(isCompressed).as("%d", match).isEqualTo(match >= 8);
      if (isCompressed) {
        assertThat(stored[1]).isLessThanOrEqualTo((byte) (bytes.length - 4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {262_143, 262_144, 262_145, 1_000_000})
  void longStringsAreCompressedInBlocks(int length) throws Exception {
    byte[] text = text(length);
    byte[] stored = string(text);
    assertThat(stored.length).isLessThan(length / 2);
    assertThat(expanded(stored)).isEqualTo(text);
    byte[] told = value(new RdbValue.Text(sink -> sink.content(inPieces(text, 999))), true);
    assertThat(told).isEqualTo(stored);
  }

  @Test
  void longStringsThatDoNotCompressAreStoredAsTheyAre() throws IOException {
    byte[] noise = noise(600_000);
    byte[] stored = string(noise);
    assertThat(Arrays.copyOfRange(stored, 5, stored.length)).isEqualTo(noise);
    assertThat(value(new RdbValue.Text(sink -> sink.content(inPieces(noise, 70_000))), true))
        .isEqualTo(stored);
    assertThat(value(new RdbValue.Text(sink -> sink.content(inPieces(noise, 70_000))), false))
        .isEqualTo(stored);
  }

  @Test
  void shortStringsInPiecesAreStoredLikeOthers() throws IOException {
    byte[] number = "12345".getBytes(US_ASCII);
    assertThat(value(new RdbValue.Text(sink -> sink.content(inPieces(number, 2))), true))
        .isEqualTo(string(number));
  }

  @Test
  void aStringMustTellAsManyBytesAsItHas() {
    for (int length : new int[] {10, 400_000}) {
      for (boolean compression : new boolean[] {true, false}) {
        var value =
            new RdbValue.Text(
                sink -> sink.content(new Pieces(new byte[length], length + 1, length)));
        assertThatIllegalStateException().isThrownBy(() -> value(value, compression));
      }
    }
  }

  private static byte[] string(byte[] bytes) throws IOException {
    return value(RdbValue.string(bytes), true);
  }

  private static byte[] value(RdbValue value, boolean compression) throws IOException {
    return value(
        value, new RdbWriterOptions(compression, true, RdbWriterOptions.DEFAULT.mayLose()));
  }

  /** Without type, version and checksum. */
  private static byte[] value(RdbValue value, RdbWriterOptions options) throws IOException {
    byte[] payload = RdbWriter.payload(TARGET, options, value);
    return Arrays.copyOfRange(payload, 1, payload.length - 10);
  }

  private static byte[] expanded(byte[] stored) throws Exception {
    int size = bigEndian(stored, 2);
    byte[] expanded = new byte[bigEndian(stored, 7)];
    assertThat(stored).hasSize(size + 11);
    Lzf.expand(stored, 11, size, expanded, expanded.length);
    return expanded;
  }

  private static int bigEndian(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(3).nextBytes(noise);
    return noise;
  }

  private static byte[] text(int length) {
    var random = new Random(4);
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append("{\"id\":").append(random.nextInt(1000)).append("},");
    }
    return text.substring(0, length).getBytes(US_ASCII);
  }

  private static Content inPieces(byte[] bytes, int piece) {
    return new Pieces(bytes, bytes.length, piece);
  }

  private record Pieces(byte[] bytes, long length, int piece) implements Content {
    @Override
    public void tellTo(Content.Pieces pieces) throws IOException {
      for (int at = 0; at < bytes.length; at += piece) {
        pieces.piece(bytes, at, Math.min(piece, bytes.length - at));
      }
    }
  }
}
