package org.aofkit.rdb.packed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedWriterTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
    "0, 0001",
    "127, 7f01",
    "128, c08002",
    "-1, dfff02",
    "4095, cfff02",
    "-4096, d00002",
    "4096, f1001003",
    "-4097, f1ffef03",
    "32767, f1ff7f03",
    "-32768, f1008003",
    "32768, f200800004",
    "8388607, f2ffff7f04",
    "-8388608, f200008004",
    "8388608, f30000800005",
    "2147483647, f3ffffff7f05",
    "-2147483648, f30000008005",
    "2147483648, f4000000800000000009",
    "9223372036854775807, f4ffffffffffffff7f09",
    "-9223372036854775808, f4000000000000008009"
  })
  void aNumberTakesTheLeastBytesInAListpack(long value, String entry) {
    var writer = new ListpackWriter(false);
    writer.integer(value);
    assertThat(HEX.formatHex(entries(writer, 6))).isEqualTo(entry);
    assertThat(text(value)).isEqualTo(HEX.parseHex(entry));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00f1",
    "12, 00fd",
    "13, 00fe0d",
    "-1, 00feff",
    "127, 00fe7f",
    "-128, 00fe80",
    "128, 00c08000",
    "-32768, 00c00080",
    "32768, 00f0008000",
    "-8388608, 00f0000080",
    "8388608, 00d000008000",
    "-2147483648, 00d000000080",
    "2147483648, 00e00000008000000000",
    "-9223372036854775808, 00e00000000000000080"
  })
  void aNumberTakesTheLeastBytesInAZiplist(long value, String entry) {
    var writer = new ZiplistWriter();
    writer.integer(value);
    assertThat(HEX.formatHex(entries(writer, 10))).isEqualTo(entry);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 80, 01",
    "63, bf, 40",
    "64, e040, 42",
    "125, e07d, 7f",
    "126, e07e, 0180",
    "4095, efff, 2081",
    "4096, f000100000, 2085",
    "16377, f0f93f0000, 7ffe",
    "16378, f0fa3f0000, 0180ff",
    "16379, f0fb3f0000, 018080"
  })
  void aStringInAListpackHasItsLengthOnBothSides(int length, String before, String behind) {
    var writer = new ListpackWriter(false);
    writer.bytes(letters(length), 0, length);
    String expected = before + HEX.formatHex(letters(length)) + behind;
    if (length == 16378) {
      // The longest of its size: Redis gives it a byte more than it needs.
      expected = before + HEX.formatHex(letters(length)) + "00ffff";
    }
    assertThat(HEX.formatHex(entries(writer, 6))).isEqualTo(expected);
  }

  @Test
  void valkey9GivesTheLongestOfASizeNoByteMore() {
    assertThat(ListpackWriter.isDisputed(16378)).isTrue();
    assertThat(ListpackWriter.isDisputed(16377)).isFalse();
    var writer = new ListpackWriter(true);
    writer.bytes(letters(16378), 0, 16378);
    byte[] entries = entries(writer, 6);
    assertThat(Arrays.copyOfRange(entries, entries.length - 3, entries.length))
        .containsExactly('x', 0x7f, 0xff);
  }

  @ParameterizedTest
  @CsvSource({"0, 00", "63, 3f", "64, 4040", "16383, 7fff", "16384, 8000004000"})
  void aStringInAZiplistHasItsLengthInFront(int length, String before) {
    var writer = new ZiplistWriter();
    writer.bytes(letters(length), 0, length);
    assertThat(HEX.formatHex(entries(writer, 10)))
        .isEqualTo("00" + before + HEX.formatHex(letters(length)));
  }

  @Test
  void aZiplistKnowsTheSizeOfTheEntryBefore() {
    var writer = new ZiplistWriter();
    // Three bytes around 250, then four around 251.
    writer.bytes(letters(250), 0, 250);
    writer.integer(0);
    writer.bytes(letters(251), 0, 251);
    writer.integer(0);
    String hex = HEX.formatHex(entries(writer, 10));
    assertThat(hex).startsWith("0040fa").contains("78fdf1" + "0240fb").endsWith("78fefe000000f1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "-0", "00", "01", "+1", " 1", "1 ", "1.0", "9223372036854775808"})
  void whatIsNoCanonicalNumberIsAString(String text) {
    assertThat(CanonicalInteger.is(ascii(text), 0, text.length())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        9,
        10,
        -10,
        999,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1_000_000_000_000_000_000L
      })
  void aNumberIsReadFromItsTextAndWritten(long value) {
    byte[] text = ascii("<" + value + ">");
    int length = text.length - 2;
    assertThat(CanonicalInteger.is(text, 1, length)).isTrue();
    assertThat(CanonicalInteger.value(text, 1, length)).isEqualTo(value);
    assertThat(CanonicalInteger.length(value)).isEqualTo(length);
    byte[] written = new byte[CanonicalInteger.LONGEST];
    assertThat(CanonicalInteger.write(value, written, 0)).isEqualTo(length);
    assertThat(new String(written, 0, length, US_ASCII)).isEqualTo(Long.toString(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "9999999999999999999"})
  void aNumberThatDoesNotFitIsAString(String text) {
    assertThat(CanonicalInteger.is(ascii(text), 0, text.length())).isFalse();
  }

  @Test
  void anIntsetHasTheLeastWidthThatDoesForAll() {
    assertThat(IntsetWriter.encode(new long[] {-32768, 32767}, 2)).hasSize(8 + 4);
    assertThat(IntsetWriter.encode(new long[] {-32769, 0}, 2)).hasSize(8 + 8);
    assertThat(IntsetWriter.encode(new long[] {0, 8_388_608}, 2)).hasSize(8 + 8);
    assertThat(IntsetWriter.encode(new long[] {0, 1L << 31}, 2)).hasSize(8 + 16);
    assertThat(HEX.formatHex(IntsetWriter.encode(new long[] {-1, 2, 99}, 2)))
        .isEqualTo("0200000002000000ffff0200");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_534, 65_535, 65_536})
  void aCountThatDoesNotFitIsLeftToBeCounted(int count) throws Exception {
    var writer = new ListpackWriter(false);
    var ziplist = new ZiplistWriter();
    for (int i = 0; i < count; i++) {
      writer.integer(i);
      ziplist.integer(i);
    }
    assertThat(new Listpack().walk(input(writer), null)).isEqualTo(count);
    assertThat(new Ziplist().walk(input(ziplist), null)).isEqualTo(count);
  }

  @Test
  void aWriterIsUsedAgain() throws Exception {
    for (PackedWriter writer : List.of(new ListpackWriter(false), new ZiplistWriter())) {
      writer.bytes(letters(100_000), 0, 100_000);
      byte[] first = Arrays.copyOf(writer.finish(), writer.size());
      writer.reset();
      assertThat(writer.entries()).isZero();
      writer.bytes(letters(100_000), 0, 100_000);
      assertThat(Arrays.copyOf(writer.finish(), writer.size())).isEqualTo(first);
    }
  }

  @Test
  void oneLongEntryIsTheSamePutTogetherFromItsParts() {
    for (PackedWriter writer : List.of(new ListpackWriter(false), new ZiplistWriter())) {
      for (int length : new int[] {70_000, 2_097_146, 3_000_000}) {
        writer.reset();
        writer.bytes(letters(length), 0, length);
        byte[] whole = Arrays.copyOf(writer.finish(), writer.size());
        byte[] before = writer.beforeOnly(length);
        byte[] behind = writer.behindOnly(length);
        assertThat(before.length + length + behind.length).isEqualTo(whole.length);
        assertThat(Arrays.copyOf(whole, before.length)).isEqualTo(before);
        assertThat(Arrays.copyOfRange(whole, before.length + length, whole.length))
            .isEqualTo(behind);
      }
    }
  }

  @Test
  void aContainerIsNotMadeLargerThanServersTake() {
    assertThatThrownBy(() -> new ListpackWriter(false).beforeOnly(1L << 30))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    var writer = new ListpackWriter(false);
    List<String> told = new ArrayList<>();
    for (int length = 0; length < 5000; length += 37) {
      writer.bytes(letters(length), 0, length);
      writer.integer(length * 1_000_003L);
      told.add(new String(letters(length), US_ASCII));
      told.add(Long.toString(length * 1_000_003L));
    }
    List<String> read = new ArrayList<>();
    new Listpack().walk(input(writer), new Texts(read));
    assertThat(read).isEqualTo(told);
  }

  /** The entries alone. */
  private static byte[] entries(PackedWriter writer, int header) {
    return Arrays.copyOfRange(writer.finish(), header, writer.size() - 1);
  }

  /** The entry that the decimal text of a number becomes. */
  private static byte[] text(long value) {
    var writer = new ListpackWriter(false);
    byte[] text = ascii(Long.toString(value));
    writer.bytes(text, 0, text.length);
    return entries(writer, 6);
  }

  private static PackedInput input(PackedWriter writer) {
    return new PackedInput().wrap(writer.finish(), 0, writer.size());
  }

  private static byte[] letters(int length) {
    byte[] letters = new byte[length];
    Arrays.fill(letters, (byte) 'x');
    return letters;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private record Texts(List<String> target) implements PackedSink {
    @Override
    public void integer(long value) {
      target.add(Long.toString(value));
    }

    @Override
    public void bytes(byte[] array, int index, int length) {
      target.add(new String(array, index, length, US_ASCII));
    }

    @Override
    public void large(long offsetInString, long length) throws IOException {
      throw new IOException("not expected");
    }
  }
}
