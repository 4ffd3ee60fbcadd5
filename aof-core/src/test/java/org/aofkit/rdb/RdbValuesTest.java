package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values: strings, scores, containers, streams, modules. What servers do was measured. */
class RdbValuesTest {
  private static final RdbProblem.Kind BAD = RdbProblem.Kind.BAD_FORMAT;
  private static final RdbProblem.Kind CUT = RdbProblem.Kind.CUT;

  @Test
  void lengthsOfAllFormsAreRead() {
    assertThat(problem(value(0, 1, 'x'))).isNull();
    assertThat(problem(value(0, 0x40, 1, 'x'))).isNull();
    assertThat(problem(value(0, 0x80, 0, 0, 0, 1, 'x'))).isNull();
    assertThat(problem(value(0, 0x81, 0, 0, 0, 0, 0, 0, 0, 1, 'x'))).isNull();
    assertThat(problem(value(0, 0x82, 0, 0, 0, 1, 'x'))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xBF))).isEqualTo(BAD);
    assertThat(problem(value(0, 0x80, 255, 255, 255, 255, 'x'))).isEqualTo(CUT);
    assertThat(problem(value(0, 0x81, 127, 255, 255, 255, 255, 255, 255, 255))).isEqualTo(CUT);
    assertThat(problem(value(0, 0x81, 255, 255, 255, 255, 255, 255, 255, 255))).isEqualTo(CUT);
  }

  @Test
  void specialFormsWhereALengthIsWantedCountByTheirLowBits() {
    assertThat(problem(value(1, 0xC1, 1, 'v'))).isNull();
    assertThat(problem(value(1, 0xC0))).isNull();
  }

  @Test
  void stringsOfAllFormsAreRead() {
    assertThat(problem(value(0, 0xC0, 200))).isNull();
    assertThat(problem(value(0, 0xC1, 200, 200))).isNull();
    assertThat(problem(value(0, 0xC2, 0, 0, 0, 128))).isNull();
    assertThat(problem(value(0, 0xC4, 0))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xFF, 0))).isEqualTo(BAD);
  }

  @Test
  void compressedStringsMustExpandToTheirLength() {
    assertThat(problem(value(0, 0xC3, 5, 10, 0, 'a', 0xE0, 0, 0))).isNull();
    assertThat(problem(value(0, 0xC3, 5, 11, 0, 'a', 0xE0, 0, 0))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xC3, 5, 9, 0, 'a', 0xE0, 0, 0))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xC3, 5, 10, 0, 'a', 0xE0, 0, 1))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xC3, 3, 5, 4, 'a', 'b'))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xC3, 2, 5, 0, 'a'))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xC3, 3, 5, 0, 'a', 0x20))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xC3, 3, 5, 0, 'a', 0xE0))).isEqualTo(BAD);
    assertThat(problem(value(0, 0xC3, 0x80, 1, 0, 0, 0, 5, 0, 'a'))).isEqualTo(CUT);
    assertThat(problem(value(0, 0xC3, 0, 1))).isEqualTo(BAD);
  }

  @Test
  void aCompressedLengthOfZeroIsNeverRefused() {
    assertThat(problem(value(0, 0xC3, 0, 0))).isNull();
    assertThat(problem(value(0, 0xC3, 2, 0, 0, 'a'))).isNull();
  }

  @Test
  void longCompressedContainersAreSeenThroughTheWindow() {
    // A listpack of 300,000 bytes, first byte and last byte right, as literals and far matches.
    int size = 300_000;
    byte[] listpack = new byte[size];
    new Random(3).nextBytes(listpack);
    for (int i = 20_000; i < size; i++) {
      listpack[i] = listpack[i - 8000];
    }
    for (int i = 0; i < 4; i++) {
      listpack[i] = (byte) (size >>> (8 * i));
    }
    listpack[4] = 2;
    listpack[5] = 0;
    listpack[size - 1] = (byte) 0xFF;
    assertThat(problem(compressed(listpack))).isNull();
    listpack[size - 1] = 0;
    assertThat(problem(compressed(listpack))).isEqualTo(BAD);
    listpack[size - 1] = (byte) 0xFF;
    listpack[0]++;
    assertThat(problem(compressed(listpack))).isEqualTo(BAD);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, NUMBER",
    "1x, NUMBER",
    "' 1', NUMBER",
    "0x10, NUMBER",
    "inf, NUMBER",
    "INFINITY, NUMBER",
    "-inf, NUMBER",
    "infx, NUMBER",
    "infix, NONE",
    "1., NUMBER",
    ".5, NUMBER",
    "+1, NUMBER",
    "1e400, NUMBER",
    "1e, OPEN_EXPONENT",
    "1e+, OPEN_EXPONENT",
    "0x1p, OPEN_EXPONENT",
    "0x1.8p3x, NUMBER",
    "+-1, NONE",
    "e5, NONE",
    "0x, NONE",
    "'', NONE",
    "abc, NONE",
    "nan, NAN",
    "NaN, NAN",
    "nan(1), NAN",
    "., NONE",
    "na, NONE",
  })
  void scoresAsTextAreReadAsServersDo(String text, RdbScore.Form form) {
    byte[] bytes = ImageBytes.text(text);
    assertThat(RdbScore.formOf(bytes, bytes.length)).isEqualTo(form);
    RdbImage image =
        ImageBytes.redis()
            .raw(3)
            .string("z")
            .raw(1)
            .string("m")
            .raw(bytes.length)
            .raw(bytes)
            .end()
            .step();
    assertThat(image.loadsOn(Server.REDIS_7_0, 16))
        .isEqualTo(form == RdbScore.Form.NUMBER || form == RdbScore.Form.OPEN_EXPONENT);
    assertThat(image.loadsOn(Server.REDIS_8_0, 16)).isEqualTo(form == RdbScore.Form.NUMBER);
    assertThat(image.loadsOn(Server.VALKEY_9, 16)).isEqualTo(form == RdbScore.Form.NUMBER);
  }

  @Test
  void notANumberIsRefusedAsAScore() {
    assertThat(problem(value(3, 1, 1, 'm', 253))).isEqualTo(BAD);
    assertThat(problem(value(3, 2, 1, 'm', 254, 1, 'n', 255))).isNull();
    assertThat(problem(value(5, 1, 1, 'm', 0, 0, 0, 0, 0, 0, 0xF8, 0x7F))).isEqualTo(BAD);
    assertThat(problem(value(5, 1, 1, 'm', 0, 0, 0, 0, 0, 0, 0xF0, 0x7F))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 13})
  void ziplistsAreCheckedFromOutside(int type) {
    assertThat(problem(value(type, 11, 11, 0, 0, 0, 10, 0, 0, 0, 0, 0, 255))).isNull();
    assertThat(problem(value(type, 11, 12, 0, 0, 0, 10, 0, 0, 0, 0, 0, 255))).isEqualTo(BAD);
    assertThat(problem(value(type, 11, 11, 0, 0, 0, 10, 0, 0, 0, 0, 0, 254))).isEqualTo(BAD);
    assertThat(problem(value(type, 11, 11, 0, 0, 0, 99, 0, 0, 0, 0, 0, 255))).isEqualTo(BAD);
    assertThat(problem(value(type, 10, 10, 0, 0, 0, 10, 0, 0, 0, 0, 255))).isEqualTo(BAD);
    ImageBytes odd = value(type, 14, 14, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 1, 'a', 255);
    assertThat(problem(odd)).isEqualTo(type == 10 ? null : BAD);
  }

  @Test
  void zipmapsAreCheckedFromOutside() {
    assertThat(problem(value(9, 7, 1, 1, 'f', 1, 0, 'v', 255))).isNull();
    assertThat(problem(value(9, 2, 0, 255))).isEqualTo(BAD);
    assertThat(problem(value(9, 1, 255))).isEqualTo(BAD);
  }

  @Test
  void listpacksWithHalfAPairAreRefusedByValkey9Only() {
    for (int type : new int[] {16, 17}) {
      RdbImage image = value(type, 10, 10, 0, 0, 0, 1, 0, 0x81, 'a', 2, 255).step();
      assertThat(image.isWhole()).isTrue();
      assertThat(image.loadsOn(Server.REDIS_8_0, 16)).isTrue();
      assertThat(image.loadsOn(Server.VALKEY_9, 16)).isFalse();
    }
    assertThat(problem(value(16, 6, 6, 0, 0, 0, 0, 255))).isEqualTo(BAD);
  }

  @Test
  void quicklistNodesNeedAKnownKindAndBytes() {
    assertThat(problem(value(18, 1, 1, 1, 'x'))).isNull();
    assertThat(problem(value(18, 1, 3, 1, 'x'))).isEqualTo(BAD);
    assertThat(problem(value(18, 1, 1, 0))).isEqualTo(BAD);
    assertThat(problem(value(18, 1, 2, 7, 7, 0, 0, 0, 0, 0, 255))).isNull();
  }

  @Test
  void streamsWithoutNodesNeedLengthZero() {
    assertThat(problem(value(19, 0, 0, 1, 1, 0, 0, 0, 0, 5, 0))).isNull();
    assertThat(problem(value(19, 0, 5, 1, 1, 0, 0, 0, 0, 5, 0))).isEqualTo(BAD);
    assertThat(problem(value(15, 0, 0, 1, 1, 0))).isNull();
    assertThat(problem(value(15, 0, 0, 0x90, 1, 0))).isEqualTo(BAD);
    ImageBytes ones = value(15, 0, 0, 0x81, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0);
    assertThat(problem(ones)).isNull();
  }

  @Test
  void moduleValuesAreSteppedOverAndLoadWhereTheModuleIs() {
    ImageBytes rdb = ImageBytes.of("REDIS0010").raw(7).string("m");
    rdb.raw(0x81, 0xB5, 0xEB, 0x2D, 0x9A, 0x87, 0x6E, 0x94, 0x01);
    RdbImage image =
        rdb.raw(1, 5, 2, 0xC3, 3, 1, 2, 3, 4, 4).raw(new byte[8]).raw(5, 1, 'x', 0).end().step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.acceptedBy()).isZero();
    assertThat(image.obstacles()).hasSize(1);
    assertThat(image.obstacles().get(0).text()).contains("testmodul");
    assertThat(problem(value(7, 0, 6, 0))).isEqualTo(BAD);
    assertThat(problem(ImageBytes.redis().raw(0xF7, 0, 1, 2, 0).end())).isEqualTo(BAD);
  }

  @Test
  void hashesWithDeadlinesHaveTheLayoutOfTheirDialect() {
    ImageBytes redis =
        ImageBytes.of("REDIS0012").raw(22).string("h").raw(1, 5, 1, 'f', 1, 'v').end();
    assertThat(redis.step().loadsOn(Server.REDIS_8_0, 16)).isTrue();
    ImageBytes valkey = ImageBytes.of("VALKEY080").raw(22).string("h").raw(1, 1, 'f', 1, 'v');
    RdbImage image = valkey.raw(new byte[8]).end().step();
    assertThat(image.loadsOn(Server.VALKEY_9, 16)).isTrue();
    assertThat(image.loadsOn(Server.REDIS_8_0, 16)).isFalse();
  }

  @Test
  void deadlinesOfFieldsHaveTheLimitsOfTheirServer() {
    int[] last = {0x81, 0, 0, 255, 255, 255, 255, 255, 255};
    int[] tooLate = {0x81, 0, 1, 0, 0, 0, 0, 0, 0};
    assertThat(problem(hash22(last))).isNull();
    assertThat(problem(hash22(tooLate))).isEqualTo(BAD);
    assertThat(problem(hash24(1, last))).isNull();
    assertThat(problem(hash24(1, tooLate))).isEqualTo(BAD);
    assertThat(problem(hash24(0, tooLate))).isNull();
    assertThat(problem(hash24(1L << 48, 0))).isNull();
    assertThat(problem(hash24(1L << 48, 1))).isEqualTo(BAD);
    assertThat(problem(hash24((1L << 48) + 1, 0))).isEqualTo(BAD);
    assertThat(problem(hash24(10, 0x81, 255, 255, 255, 255, 255, 255, 255, 255))).isNull();
    for (long deadline : new long[] {-1, 0, Long.MAX_VALUE}) {
      assertThat(problem(valkeyHash(deadline))).isNull();
    }
    assertThat(problem(valkeyHash(-2))).isEqualTo(BAD);
  }

  private static ImageBytes hash22(int... deadline) {
    return ImageBytes.of("REDIS0012").raw(22, 1, 'h', 1).raw(deadline).raw(1, 'f', 1, 'v').end();
  }

  private static ImageBytes hash24(long least, int... distance) {
    ImageBytes rdb = ImageBytes.of("REDIS0012").raw(24, 1, 'h').number(least);
    return rdb.raw(1).raw(distance).raw(1, 'f', 1, 'v').end();
  }

  private static ImageBytes valkeyHash(long deadline) {
    ImageBytes rdb = ImageBytes.of("VALKEY080").raw(22, 1, 'h', 1, 1, 'f', 1, 'v');
    return rdb.number(deadline).end();
  }

  /** An image with one key of this type, and a string behind it. */
  private static ImageBytes value(int type, int... value) {
    return ImageBytes.redis().raw(type).string("k").raw(value).set("behind", "1").end();
  }

  /** A hash listpack, compressed with matches that lie 8000 bytes back. */
  private static ImageBytes compressed(byte[] bytes) {
    ImageBytes stream = ImageBytes.of("");
    int at = 0;
    while (at < bytes.length) {
      int match = 0;
      while (at >= 8000
          && match < 264
          && at + match < bytes.length
          && bytes[at + match] == bytes[at + match - 8000]) {
        match++;
      }
      if (match >= 9) {
        stream.raw(0xE0 | 7999 >> 8, match - 9, 7999 & 0xFF);
        at += match;
      } else {
        stream.raw(0, bytes[at] & 0xFF);
        at++;
      }
    }
    byte[] packed = stream.bytes();
    return ImageBytes.redis()
        .raw(16)
        .string("k")
        .raw(0xC3)
        .raw(0x80, packed.length >> 24, packed.length >> 16, packed.length >> 8, packed.length)
        .raw(0x80, bytes.length >> 24, bytes.length >> 16, bytes.length >> 8, bytes.length)
        .raw(packed)
        .end();
  }

  private static RdbProblem.Kind problem(ImageBytes rdb) {
    RdbProblem problem = rdb.step().problem();
    return problem == null ? null : problem.kind();
  }
}
