package org.aofkit.rdb.write;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The type of a value at the limits of the servers' default settings. */
class EncodingChoiceTest {
  private static final RdbTarget REDIS_6 = RdbTarget.REDIS_5_TO_6;
  private static final RdbTarget REDIS_7_0 = RdbTarget.of(Server.REDIS_7_0);
  private static final RdbTarget REDIS_7_2 = RdbTarget.of(Server.REDIS_7_2);
  private static final RdbTarget REDIS_8_0 = RdbTarget.of(Server.REDIS_8_0);
  private static final RdbTarget VALKEY_8 = RdbTarget.of(Server.VALKEY_8);
  private static final RdbTarget VALKEY_9 = RdbTarget.of(Server.VALKEY_9);

  @ParameterizedTest
  @CsvSource({"1, 64, 13, 16", "512, 5, 13, 16", "513, 5, 4, 4", "1, 65, 4, 4"})
  void hashesAreSmallUpTo512FieldsOf64Bytes(int fields, int length, int inRedis6, int later)
      throws IOException {
    RdbValue names =
        new RdbValue.HashValue(
            sink -> {
              for (byte[] field : strings(fields, length)) {
                sink.field(KeyHead.NONE).bytes(field);
                sink.value().bytes(ascii("v"));
              }
            });
    RdbValue values =
        new RdbValue.HashValue(
            sink -> {
              for (byte[] value : strings(fields, length)) {
                sink.field(KeyHead.NONE).bytes(ascii("f" + value[0]));
                sink.value().bytes(value);
              }
            });
    for (RdbValue value : List.of(names, values)) {
      assertThat(type(REDIS_6, value)).isEqualTo(inRedis6);
      for (RdbTarget target : List.of(REDIS_7_0, REDIS_7_2, REDIS_8_0, VALKEY_8, VALKEY_9)) {
        assertThat(type(target, value)).isEqualTo(later);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 25, 22", "512, 5, 25, 22", "513, 5, 24, 22", "1, 65, 24, 22"})
  void hashesWithDeadlinesHaveTheSameLimitsInRedis(
      int fields, int length, int inRedis, int inValkey) throws IOException {
    RdbValue value =
        new RdbValue.HashValue(
            sink -> {
              for (byte[] field : strings(fields, length)) {
                sink.field(1000).bytes(field);
                sink.value().bytes(ascii("v"));
              }
            });
    assertThat(type(REDIS_8_0, value)).isEqualTo(inRedis);
    assertThat(type(VALKEY_9, value)).isEqualTo(inValkey);
  }

  @ParameterizedTest
  @CsvSource({"128, 64, 12, 17", "129, 5, 5, 5", "1, 65, 5, 5"})
  void sortedSetsAreSmallUpTo128MembersOf64Bytes(int members, int length, int inRedis6, int later)
      throws IOException {
    RdbValue value =
        new RdbValue.SortedSetValue(
            sink -> {
              for (byte[] member : strings(members, length)) {
                sink.member(member.length).bytes(member);
              }
            });
    assertThat(type(REDIS_6, value)).isEqualTo(inRedis6);
    assertThat(type(REDIS_7_0, value)).isEqualTo(later);
    assertThat(type(VALKEY_9, value)).isEqualTo(later);
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 2, 20", "128, 5, 2, 20", "129, 5, 2, 2", "1, 65, 2, 2"})
  void setsAreSmallFromRedis72On(int members, int length, int before, int later)
      throws IOException {
    RdbValue value = RdbValue.set(strings(members, length));
    assertThat(type(REDIS_6, value)).isEqualTo(before);
    assertThat(type(REDIS_7_0, value)).isEqualTo(before);
    for (RdbTarget target : List.of(REDIS_7_2, REDIS_8_0, VALKEY_8, VALKEY_9)) {
      assertThat(type(target, value)).isEqualTo(later);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 11", "512, 11", "513, 2"})
  void setsOf512IntegersAreIntsets(int members, int type) throws IOException {
    List<byte[]> integers = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      integers.add(ascii(Long.toString(i * 1_000_003L - 5)));
    }
    for (RdbTarget target : List.of(REDIS_6, REDIS_7_0, REDIS_8_0, VALKEY_9)) {
      assertThat(type(target, RdbValue.set(integers))).isEqualTo(type);
    }
    integers.set(0, ascii("x"));
    assertThat(type(REDIS_6, RdbValue.set(integers))).isEqualTo(2);
  }

  @Test
  void listsAreNodesOf8KiB() throws IOException {
    List<byte[]> elements = strings(20, 1000);
    assertThat(head(REDIS_6, elements, 2)).containsExactly(14, 3);
    for (RdbTarget target : List.of(REDIS_7_0, REDIS_7_2, REDIS_8_0, VALKEY_8, VALKEY_9)) {
      assertThat(head(target, elements, 3)).containsExactly(18, 3, 2);
    }
  }

  @Test
  void anElementOfMoreThan8KiBHasItsOwnNode() throws IOException {
    List<byte[]> elements = new ArrayList<>(strings(3, 10));
    elements.add(1, new byte[8193]);
    assertThat(head(REDIS_6, elements, 2)).containsExactly(14, 3);
    assertThat(head(REDIS_7_0, elements, 3)).containsExactly(18, 3, 2);
    elements.remove(0);
    for (RdbTarget target : List.of(REDIS_8_0, VALKEY_8, VALKEY_9)) {
      assertThat(head(target, elements, 3)).containsExactly(18, 2, 1);
    }
    assertThat(head(REDIS_7_2, elements, 3)).containsExactly(18, 2, 2);
  }

  @Test
  void anElementThatNotAllServersReadInAListpackLiesBare() throws IOException {
    assertThat(head(REDIS_7_0, List.of(new byte[16_378]), 3)).containsExactly(18, 1, 1);
    assertThat(head(REDIS_7_0, List.of(new byte[16_379]), 3)).containsExactly(18, 1, 2);
  }

  @Test
  void aLongElementInPiecesIsWrittenLikeOneInAnArray() throws IOException {
    byte[] bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 'x');
    var content =
        new Content() {
          @Override
          public long length() {
            return bytes.length;
          }

          @Override
          public void tellTo(Pieces pieces) throws IOException {
            pieces.piece(bytes, 0, 60_000);
            pieces.piece(bytes, 60_000, 40_000);
          }
        };
    Elements inPieces =
        sink -> {
          sink.bytes(ascii("a"));
          sink.content(content);
          sink.integer(7);
        };
    List<byte[]> elements = List.of(ascii("a"), bytes, ascii("7"));
    for (RdbTarget target : List.of(REDIS_6, REDIS_7_0, REDIS_7_2, REDIS_8_0, VALKEY_9)) {
      for (RdbValue[] pair :
          new RdbValue[][] {
            {new RdbValue.ListValue(inPieces), RdbValue.list(elements)},
            {new RdbValue.SetValue(inPieces), RdbValue.set(elements)}
          }) {
        assertThat(WrittenImage.value(target, pair[0]))
            .isEqualTo(WrittenImage.value(target, pair[1]));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.10000000000000001, 0.1",
    "1.5, 1.5, 1.5",
    "-0.0, -0, -0",
    "1e30, 1e+30, 1e+30",
    "1e-7, 9.9999999999999995e-08, 1e-7",
    "0.00001, 1.0000000000000001e-05, 0.00001",
    "123456789.125, 123456789.125, 123456789.125",
    "4.9e-324, 4.9406564584124654e-324, 5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308, 1.7976931348623157e+308",
    "Infinity, inf, inf",
    "-Infinity, -inf, -inf"
  })
  void aScoreHas17DigitsOrAsFewAsDo(double score, String digits17, String shortest) {
    assertThat(new ScoreText(true, false).text(score)).isEqualTo(digits17);
    assertThat(new ScoreText(true, true).text(score)).isEqualTo(shortest);
  }

  private static int type(RdbTarget target, RdbValue value) throws IOException {
    return WrittenImage.value(target, value)[0];
  }

  /** Type, nodes and the container of the first. */
  private static byte[] head(RdbTarget target, List<byte[]> elements, int length)
      throws IOException {
    return Arrays.copyOf(WrittenImage.value(target, RdbValue.list(elements)), length);
  }

  private static List<byte[]> strings(int count, int length) {
    List<byte[]> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = Integer.toString(i);
      strings.add(ascii("x".repeat(length - number.length()) + number));
    }
    return strings;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
