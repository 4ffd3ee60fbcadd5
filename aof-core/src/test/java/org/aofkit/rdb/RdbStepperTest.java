package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.aofkit.io.MemorySource;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The frame of an image: magic, opcodes, keys, checksum. What servers do was measured unless said
 * otherwise.
 */
class RdbStepperTest {
  /** Only a run tells what it registers. */
  private static final String CODE = "local r = redis r.register_function('f', function() end)";

  private static final byte[] ALL_ONES = {
    (byte) 0x81, -1, -1, -1, -1, -1, -1, -1, -1,
  };

  @Test
  void aSmallImageIsDescribed() {
    ImageBytes rdb =
        ImageBytes.redis()
            .raw(0xFA)
            .string("redis-ver")
            .string("7.0.15")
            .raw(0xFA)
            .string("aof-base")
            .raw(0xC0, 1)
            .select(3)
            .raw(0xFB, 2, 1)
            .set("a", "1")
            .raw(0xFC, 0, 0, 0, 0, 0, 1, 0, 0)
            .set("b", "2")
            .end();
    RdbImage image = rdb.step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.dialect()).isEqualTo(Dialect.REDIS);
    assertThat(image.version()).isEqualTo(10);
    assertThat(image.end()).isEqualTo(rdb.size());
    assertThat(image.auxText("redis-ver")).hasValue("7.0.15");
    assertThat(image.auxText("aof-base")).hasValue("1");
    assertThat(image.auxText("other")).isEmpty();
    assertThat(image.keys()).isEqualTo(2);
    assertThat(image.keysWithExpiry()).isEqualTo(1);
    assertThat(image.databases()).containsExactly(3);
    assertThat(image.lastDatabase()).hasValue(3);
    assertThat(image.checksum()).isEqualTo(RdbChecksum.MATCHES);
    assertThat(image.obstacles()).isEmpty();
    assertThat(image.acceptedBy()).isEqualTo(Server.allBits());
  }

  @Test
  void bytesBehindTheImageDoNotMatter() {
    ImageBytes rdb = ImageBytes.redis().set("a", "1").end();
    int end = rdb.size();
    RdbImage image = rdb.raw(ImageBytes.text("*1\r\n$4\r\nPING\r\n")).step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.end()).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "'REDIS  10', 10, false",
    "'REDIS009x', 9, true",
    "'REDIS+011', 11, false",
    "'REDIS 7.2', 7, false",
    "'REDIS0 11', 0, true",
  })
  void versionsAreReadAsLenientlyAsServersDo(String magic, int version, boolean onValkey9) {
    RdbImage image = ImageBytes.of(magic).set("a", "1").end().step();
    assertThat(image.version()).isEqualTo(version);
    assertThat(image.loadsOn(Server.REDIS_8_0, 16)).isEqualTo(version > 0);
    assertThat(image.loadsOn(Server.VALKEY_9, 16)).isEqualTo(version > 0 && onValkey9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"REDIS0013", "REDIS0015", "REDIS0080", "REDIS9999", "VALKEY081"})
  void versionsNewerThanKnownAreUnsupported(String magic) {
    RdbImage image = ImageBytes.of(magic).raw(0xF3, 1, 2, 3).step();
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.UNSUPPORTED);
    assertThat(image.problem().offset()).isZero();
    assertThat(image.loadsOn(Server.REDIS_8_0, 16)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"REDIS0000", "REDIS-001", "REDISabcd", "VALKEY011", "VALKEY079"})
  void versionsThatNeverWereAreBad(String magic) {
    RdbImage image = ImageBytes.of(magic).set("a", "1").end().step();
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "R", "REDI", "VALKE", "redis0010", "*1\r\n$4\r\nPING"})
  void whatHasNoMagicIsNoRdb(String text) throws IOException {
    ImageBytes rdb = ImageBytes.of(text);
    assertThat(rdb.step().problem().kind()).isEqualTo(RdbProblem.Kind.NOT_RDB);
    assertThat(RdbStepper.looksLikeRdb(new MemorySource("rdb", rdb.bytes()), 0)).isFalse();
  }

  @Test
  void aMagicAloneIsCut() throws IOException {
    for (String text : new String[] {"REDIS", "REDIS001", "VALKEY", "VALKEY08", "REDIS0010"}) {
      ImageBytes rdb = ImageBytes.of(text);
      assertThat(rdb.step().problem().kind()).isEqualTo(RdbProblem.Kind.CUT);
      MemorySource source = new MemorySource("rdb", rdb.bytes());
      assertThat(RdbStepper.looksLikeRdb(source, 0)).isTrue();
      assertThat(RdbStepper.looksLikeRdb(source, 0, Server.REDIS_7_0))
          .isEqualTo(text.startsWith("REDIS"));
      assertThat(RdbStepper.looksLikeRdb(source, 0, Server.VALKEY_9)).isTrue();
    }
  }

  @Test
  void anOffsetOutsideOfTheSourceIsTheCallersMistake() {
    MemorySource source = new MemorySource("rdb", new byte[5]);
    assertThatThrownBy(() -> RdbStepper.step(source, 6, RdbOptions.forAof()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RdbStepper.step(source, -1, RdbOptions.forAof()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RdbOptions(63, true)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWrongChecksumIsToldWithItsOffset() {
    ImageBytes rdb = ImageBytes.redis().set("a", "1").end();
    byte[] bytes = rdb.bytes();
    bytes[bytes.length - 1] ^= 1;
    RdbImage image = ImageBytes.of("").raw(bytes).step();
    assertThat(image.checksum()).isEqualTo(RdbChecksum.WRONG);
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.CHECKSUM);
    assertThat(image.problem().offset()).isEqualTo(bytes.length - 8);
    assertThat(image.end()).isEqualTo(bytes.length);
    assertThat(image.keys()).isEqualTo(1);
    assertThat(image.loadsOn(Server.REDIS_7_0, 16)).isFalse();
  }

  @Test
  void aChecksumOfZeroIsNotCompared() {
    RdbImage image = ImageBytes.redis().set("a", "1").raw(0xFF).raw(new byte[8]).step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.checksum()).isEqualTo(RdbChecksum.DISABLED);
  }

  @Test
  void aMissingChecksumIsCutAndTheEndIsThatOfTheLastKey() {
    ImageBytes rdb = ImageBytes.redis().set("a", "1");
    int behindKey = rdb.size();
    RdbImage image = rdb.raw(0xFF).raw(new byte[7]).step();
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.CUT);
    assertThat(image.problem().offset()).isEqualTo(behindKey + 1);
    assertThat(image.end()).isEqualTo(behindKey);
    assertThat(image.keys()).isEqualTo(1);
  }

  @Test
  void imagesBeforeVersionFiveHaveNoChecksum() {
    ImageBytes rdb = ImageBytes.of("REDIS0004").set("a", "1").raw(0xFF);
    RdbImage image = rdb.step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.end()).isEqualTo(rdb.size());
    assertThat(image.checksum()).isEqualTo(RdbChecksum.NONE_IN_VERSION);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8, 26, 30, 200, 240, 242, 243, 246})
  void unknownFirstBytesAreBadWithTheOffsetOfTheByte(int code) {
    ImageBytes rdb = ImageBytes.redis().set("a", "1");
    int at = rdb.size();
    RdbImage image = rdb.raw(code).string("k").string("v").end().step();
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(image.problem().offset()).isEqualTo(at);
    assertThat(image.end()).isEqualTo(at);
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 24, 25})
  void hashesWithDeadlinesOfRedisAreUnknownBehindTheValkeyMagic(int type) {
    RdbImage image = ImageBytes.of("VALKEY080").raw(type).string("h").raw(new byte[40]).step();
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(image.problem().offset()).isEqualTo(9);
  }

  @Test
  void slotInformationIsSkippedByValkey9AndRefusedByRedis70() {
    for (String magic : new String[] {"REDIS0010", "VALKEY080"}) {
      RdbImage image = ImageBytes.of(magic).raw(0xF4, 5, 1, 0).set("a", "1").end().step();
      assertThat(image.isWhole()).isTrue();
      assertThat(image.loadsOn(Server.VALKEY_9, 16)).isTrue();
      assertThat(image.loadsOn(Server.REDIS_7_0, 16)).isFalse();
      assertThat(image.loadsOn(Server.REDIS_8_0, 16)).isEqualTo(magic.startsWith("REDIS"));
    }
    RdbImage image = ImageBytes.redis().raw(0xF4, 5, 1, 0).end().step();
    assertThat(image.obstacleFor(Server.REDIS_7_0).orElseThrow().offset()).isEqualTo(9);
    assertThat(image.obstacleFor(Server.REDIS_8_0)).isEmpty();
  }

  @Test
  void slotImportsBelongToValkeyAndHaveAJobNameOfFortyBytesAndSlotsInOrder() {
    String job = "j".repeat(40);
    ImageBytes good = ImageBytes.of("VALKEY080").raw(0xF3).string(job).raw(1, 0, 5);
    assertThat(good.set("a", "1").end().step().loadsOn(Server.VALKEY_9, 16)).isTrue();
    assertThat(problem(ImageBytes.of("VALKEY080").raw(0xF3).string("j").raw(1, 0, 5).end()))
        .isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(problem(ImageBytes.of("VALKEY080").raw(0xF3).string(job).raw(1, 5, 0).end()))
        .isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(
            problem(ImageBytes.of("VALKEY080").raw(0xF3).string(job).raw(1, 0, 0x80, 0, 0, 64, 0)))
        .isEqualTo(RdbProblem.Kind.BAD_FORMAT);
  }

  @Test
  void slotInformationInAnAuxiliaryFieldMustBeNumbersForValkey() {
    for (String value : new String[] {"1,2,3", "16182,1,0,0", " 1, 2, 3", "-1,2,3x", "0x1,2,3"}) {
      assertThat(slotInfo(value).loadsOn(Server.VALKEY_9, 16)).as(value).isTrue();
    }
    for (String value : new String[] {"", "1,2", "x,2,3", "1 ,2,3", "1,2,x", "junk"}) {
      assertThat(slotInfo(value).loadsOn(Server.VALKEY_9, 16)).as(value).isFalse();
      assertThat(slotInfo(value).loadsOn(Server.REDIS_8_0, 16)).as(value).isTrue();
    }
  }

  @Test
  void auxiliaryFieldsAreKeptInBounds() {
    ImageBytes rdb = ImageBytes.redis();
    rdb.raw(0xFA).string("n".repeat(65)).string("v");
    rdb.raw(0xFA).string("long").string("v".repeat(1025));
    rdb.raw(0xFA).string("just").string("v".repeat(1024));
    for (int i = 0; i < 100; i++) {
      rdb.raw(0xFA).string("field" + i).string("v");
    }
    RdbImage image = rdb.raw(0xFA).string("just").string("again").end().step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.aux()).hasSize(64).containsKeys("just", "field0").doesNotContainKey("long");
    assertThat(image.auxText("just")).hasValue("again");
  }

  @Test
  void aDatabaseThatTheServerDoesNotHaveStopsIt() {
    RdbImage image = ImageBytes.redis().select(16).end().step();
    assertThat(image.loadsOn(Server.REDIS_7_0, 16)).isFalse();
    assertThat(image.loadsOn(Server.REDIS_7_0, 17)).isTrue();
    assertThat(image.lastDatabase()).isEmpty();
    RdbImage huge =
        ImageBytes.redis().raw(0xFE, 0x81, 255, 0, 0, 0, 0, 0, 0, 0).set("a", "1").end().step();
    assertThat(huge.maxDatabase()).isEqualTo(Integer.MAX_VALUE);
    assertThat(huge.loadsOn(Server.REDIS_7_0, Integer.MAX_VALUE)).isFalse();
  }

  @Test
  void databasesAreKeptInBounds() {
    ImageBytes rdb = ImageBytes.redis();
    for (int i = 0; i < 1000; i++) {
      rdb.raw(0xFE, 0x40 | i >> 8, i & 0xFF).set("a", "1");
    }
    RdbImage image = rdb.end().step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.databases()).hasSize(64);
    assertThat(image.lastDatabase()).hasValue(999);
  }

  @Test
  void deadlinesStickUntilAKeyAndMinusOneIsNone() {
    byte[] none = new byte[8];
    Arrays.fill(none, (byte) -1);
    ImageBytes rdb = ImageBytes.redis();
    rdb.raw(0xFD, 255, 255, 255, 255).select(1).raw(0xF9, 7).raw(0xF8, 9).set("a", "1");
    rdb.raw(0xFC).raw(none).set("b", "1");
    rdb.raw(0xFC).raw(new byte[8]);
    RdbImage image = rdb.end().step();
    assertThat(image.isWhole()).isTrue();
    assertThat(image.keysWithExpiry()).isEqualTo(1);
  }

  @Test
  void aKeyThatFollowsOnItsLikeIsADuplicate() {
    for (ImageBytes first : new ImageBytes[] {ImageBytes.redis(), ImageBytes.redis().select(2)}) {
      int at = first.set("", "").size();
      RdbImage image = first.set("", "").set("", "").end().step();
      assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.DUPLICATE_KEY);
      assertThat(image.problem().offset()).isEqualTo(at);
    }
    ImageBytes asNumber =
        ImageBytes.redis().set("-12345", "a").raw(0, 0xC1, 0xC7, 0xCF).string("b");
    assertThat(problem(asNumber.end())).isEqualTo(RdbProblem.Kind.DUPLICATE_KEY);
    ImageBytes compressed =
        ImageBytes.redis().set("aaaaaaaaaa", "a").raw(0, 0xC3, 5, 10, 0, 'a', 0xE0, 0, 0);
    assertThat(problem(compressed.string("b").end())).isEqualTo(RdbProblem.Kind.DUPLICATE_KEY);
  }

  @Test
  void likeKeysAreNoDuplicatesWhereTheServerTakesOnlyOne() {
    assertThat(problem(ImageBytes.redis().set("a", "1").select(1).set("a", "1").end())).isNull();
    // An empty list is skipped, so its name is free.
    ImageBytes empty = ImageBytes.redis().raw(1).string("a").raw(0);
    assertThat(problem(empty.set("a", "1").end())).isNull();
    assertThat(problem(ImageBytes.redis().set("a", "1").raw(1).string("a").raw(0).end())).isNull();
    // A dump's keys with a deadline may be dropped; those of an AOF are not.
    ImageBytes late =
        ImageBytes.redis().raw(0xFC).raw(new byte[8]).set("a", "1").set("a", "1").end();
    assertThat(late.step(RdbOptions.forDump()).isWhole()).isTrue();
    assertThat(late.step(RdbOptions.forAof()).problem().kind())
        .isEqualTo(RdbProblem.Kind.DUPLICATE_KEY);
  }

  @Test
  void librariesNeedAFirstLineWithOneName() {
    for (String line : new String[] {"#!lua name=x", "#!LUA NAME=x", "#!lua\tname=a_1\r"}) {
      assertThat(problem(library(line + "\n" + CODE))).as(line).isNull();
    }
    for (String line :
        new String[] {
          "",
          "name=x",
          "#!lua",
          "#!lua ",
          "#!lua name=",
          "#!lua name=x-y",
          "#!lua name=x name=y",
          "#!lua foo=1 name=x",
          "#! lua name=x"
        }) {
      assertThat(problem(library(line + "\n" + CODE)))
          .as(line)
          .isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    }
    assertThat(problem(library("#!lua name=x"))).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(problem(library("#!lua name=x\nno code"))).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(problem(library("#!lua name=\"x\"\n" + CODE))).isNull();
    assertThat(problem(library("#!lua 'name=x'\n" + CODE))).isNull();
    assertThat(problem(library("#!lua name=\"x\n" + CODE))).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(problem(library("#!lua name=x\0y\n" + CODE))).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    // Behind a closing quote Valkey 9 lets a word go on.
    assertThat(library("#!lua \"name=\"x\n" + CODE).step().acceptedBy())
        .isEqualTo(Server.VALKEY_9.bit());
    assertThat(library("#!js name=x\n" + CODE).step().acceptedBy()).isZero();
  }

  @Test
  void twoLibrariesOfOneNameAreRefused() {
    ImageBytes two = ImageBytes.redis();
    for (String name : new String[] {"x", "X", "y"}) {
      two.raw(0xF5).string("#!lua name=" + name + "\n" + CODE);
    }
    int at = two.size();
    RdbImage image = two.raw(0xF5).string("#!lua name=X\n" + CODE).end().step();
    assertThat(image.functions()).isEqualTo(3);
    assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    assertThat(image.problem().offset()).isEqualTo(at + 1);
  }

  @Test
  void aRepeatedNameIsFoundBehindAnyNumberOfLibraries() {
    ImageBytes many = ImageBytes.redis();
    for (int i = 0; i < 1000; i++) {
      many.raw(0xF5).string("#!lua name=l" + i + "\n");
    }
    assertThat(problem(many.raw(0xF5).string("#!lua name=l999\n").end()))
        .isEqualTo(RdbProblem.Kind.BAD_FORMAT);
  }

  @Test
  void hostileCountsEndWithTheSource() {
    for (int type : new int[] {1, 2, 3, 4, 5, 14, 18, 15, 19, 21}) {
      ImageBytes rdb = ImageBytes.of("REDIS0012").raw(type).string("k");
      RdbImage image = rdb.raw(0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0).raw(1).step();
      assertThat(image.problem().kind()).as("type %d", type).isEqualTo(RdbProblem.Kind.CUT);
      ImageBytes ones = ImageBytes.of("REDIS0012").raw(type).string("k").raw(ALL_ONES);
      assertThat(problem(ones)).as("type %d", type).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    }
    assertThat(problem(ImageBytes.redis().raw(0xFB).raw(ALL_ONES).raw(1).end()))
        .isEqualTo(RdbProblem.Kind.BAD_FORMAT);
  }

  private static ImageBytes library(String source) {
    return ImageBytes.redis().raw(0xF5).string(source).set("a", "1").end();
  }

  private static RdbImage slotInfo(String value) {
    return ImageBytes.of("REDIS0011").raw(0xFA).string("slot-info").string(value).end().step();
  }

  private static RdbProblem.Kind problem(ImageBytes rdb) {
    RdbProblem problem = rdb.step().problem();
    return problem == null ? null : problem.kind();
  }
}
