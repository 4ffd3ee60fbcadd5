package org.aofkit.rdb.write;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.RdbChecksum;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbType;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RdbWriterTest {
  private static final RdbTarget REDIS_7_0 = RdbTarget.of(Server.REDIS_7_0);
  private static final RdbTarget REDIS_8_0 = RdbTarget.of(Server.REDIS_8_0);
  private static final RdbTarget VALKEY_9 = RdbTarget.of(Server.VALKEY_9);
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

  @Test
  void anImageIsWhatAServerWouldWrite() throws IOException {
    byte[] image =
        WrittenImage.of(
            REDIS_7_0,
            RdbWriterOptions.DEFAULT,
            writer -> {
              writer.database(0, 2, 1);
              writer.key(KeyHead.of(ascii("a")), RdbValue.string(ascii("x")));
              writer.key(KeyHead.of(ascii("12"), 5), RdbValue.string(ascii("-300")));
              writer.database(9);
              writer.key(
                  new KeyHead(ascii("b"), KeyHead.NONE, 70, 200), RdbValue.string(ascii("y")));
            });
    String records =
        "524544495330303130"
            + "fe00fb0201"
            + "0001610178"
            + "fc050000000000000000c00cc1d4fe"
            + "fe09"
            + "f84046f9c80001620179"
            + "ff";
    int length = image.length - 8;
    assertThat(HexFormat.of().formatHex(image, 0, length)).isEqualTo(records);
    assertThat(HexFormat.of().formatHex(image, length, image.length))
        .isEqualTo(littleEndian(Crc64.update(0, image, 0, length)));
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void everyTargetIsLoadedByItsServer(Server server) throws IOException {
    RdbTarget target = RdbTarget.of(server);
    RdbImage image =
        WrittenImage.read(
            WrittenImage.of(
                target,
                RdbWriterOptions.DEFAULT,
                writer -> {
                  writer.function(
                      ascii("#!lua name=a\nredis.register_function('f', function() end)"));
                  writer.key(KeyHead.of(ascii("k")), RdbValue.list(List.of(ascii("v"))));
                  writer.key(KeyHead.of(ascii("s")), RdbValue.set(List.of(ascii("v"))));
                }));
    assertThat(image.problem()).isNull();
    assertThat(image.keys()).isEqualTo(2);
    assertThat(image.checksum()).isEqualTo(RdbChecksum.MATCHES);
    assertThat(image.acceptedBy() & server.bit()).isNotZero();
  }

  @Test
  void theFirstFieldsAreThoseOfServers() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), VALKEY_9);
    writer.begin(new RdbOrigin("9.1.2", CLOCK, 1000, true));
    writer.end();
    assertThat(WrittenImage.read(bytes.toByteArray()).aux())
        .containsEntry("valkey-ver", ascii("9.1.2"))
        .containsEntry("redis-bits", ascii("64"))
        .containsEntry("ctime", ascii("1700000000"))
        .containsEntry("used-mem", ascii("1000"))
        .containsEntry("aof-base", ascii("1"))
        .hasSize(5);
  }

  @Test
  void withoutAChecksumThereAreZeros() throws IOException {
    var options = new RdbWriterOptions(true, false, Set.of());
    byte[] image = WrittenImage.of(REDIS_7_0, options, writer -> writer.database(0));
    assertThat(Arrays.copyOfRange(image, image.length - 8, image.length)).containsOnly(0);
    assertThat(WrittenImage.read(image).checksum()).isEqualTo(RdbChecksum.DISABLED);
  }

  @Test
  void recordsAreCopiedAsTheyAre() throws IOException {
    byte[] around = new byte[200_000];
    Arrays.fill(around, (byte) 7);
    byte[] image =
        WrittenImage.of(
            REDIS_7_0,
            RdbWriterOptions.DEFAULT,
            writer -> writer.raw(new MemorySource("source", around), 5, 150_000));
    assertThat(image).hasSize(9 + 150_000 + 9);
    assertThat(Arrays.copyOfRange(image, 9, 150_009)).containsOnly(7);
    assertThatThrownBy(
            () ->
                WrittenImage.of(
                    REDIS_7_0,
                    RdbWriterOptions.DEFAULT,
                    writer -> writer.raw(new MemorySource("source", around), 5, 200_000)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whatATargetCannotExpressIsNeverDroppedInSilence() throws IOException {
    RdbValue expiring = hash(1000);
    assertThatThrownBy(() -> RdbWriter.payload(REDIS_7_0, RdbWriterOptions.DEFAULT, expiring))
        .isInstanceOf(CannotExpressException.class)
        .hasMessage("REDIS0010 cannot express deadlines of hash fields");
    var losing = RdbWriterOptions.DEFAULT.losing(Set.of(RdbFeature.FIELD_DEADLINES));
    assertThat(RdbWriter.payload(REDIS_7_0, losing, expiring))
        .isEqualTo(RdbWriter.payload(REDIS_7_0, losing, hash(KeyHead.NONE)));
    assertThatThrownBy(
            () ->
                WrittenImage.of(
                    RdbTarget.REDIS_5_TO_6,
                    RdbWriterOptions.DEFAULT,
                    writer -> writer.function(ascii("#!lua name=a\n"))))
        .isInstanceOf(CannotExpressException.class);
  }

  @Test
  void targetsSayWhatTheyCannotExpress() {
    assertThat(RdbTarget.REDIS_5_TO_6.cannotExpress())
        .containsExactlyInAnyOrder(RdbFeature.values());
    assertThat(REDIS_7_0.cannotExpress())
        .containsExactlyInAnyOrder(RdbFeature.CONSUMER_ACTIVE_TIMES, RdbFeature.FIELD_DEADLINES);
    assertThat(RdbTarget.of(Server.VALKEY_8).cannotExpress())
        .containsExactly(RdbFeature.FIELD_DEADLINES);
    assertThat(REDIS_8_0.cannotExpress()).isEmpty();
    assertThat(VALKEY_9.cannotExpress()).isEmpty();
    assertThat(VALKEY_9.knows(RdbType.HASH_DEADLINES)).isFalse();
    assertThat(VALKEY_9.knows(RdbType.HASH_DEADLINES_VALKEY)).isTrue();
    assertThat(REDIS_8_0.knows(RdbType.HASH_DEADLINES_VALKEY)).isFalse();
    assertThat(REDIS_7_0.knows(RdbType.SET_LISTPACK)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new RdbTarget(Dialect.REDIS, 13, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new RdbTarget(Dialect.REDIS, 12, true));
    assertThatIllegalArgumentException().isThrownBy(() -> new RdbTarget(Dialect.VALKEY, 11, true));
  }

  @Test
  void deadlinesOfFieldsLieAsEachServerHasThem() throws IOException {
    assertThat(HexFormat.of().formatHex(WrittenImage.value(VALKEY_9, hash(1000))))
        .isEqualTo(
            "16"
                + "02"
                + "0161"
                + "0178"
                + "ffffffffffffffff"
                + "0162"
                + "0179"
                + "e803000000000000");
    assertThat(HexFormat.of().formatHex(WrittenImage.value(REDIS_8_0, hash(1000))))
        .isEqualTo(
            "19"
                + "e803000000000000"
                + "18"
                + "18000000"
                + "0600"
                + "816202"
                + "817902"
                + "c3e802"
                + "816102"
                + "817802"
                + "0001"
                + "ff");
  }

  @Test
  void emptyCollectionsAreRefused() {
    for (RdbValue value :
        List.of(
            RdbValue.list(List.of()),
            RdbValue.set(List.of()),
            new RdbValue.HashValue(sink -> {}),
            new RdbValue.SortedSetValue(sink -> {}))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RdbWriter.payload(REDIS_8_0, RdbWriterOptions.DEFAULT, value));
    }
  }

  @Test
  void aScoreMustBeANumber() {
    var value = new RdbValue.SortedSetValue(sink -> sink.member(Double.NaN).bytes(ascii("a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RdbWriter.payload(REDIS_8_0, RdbWriterOptions.DEFAULT, value));
  }

  @Test
  void aValueThatChangesIsNoticed() {
    var asked = new AtomicInteger();
    var value =
        new RdbValue.SetValue(
            sink -> {
              for (int i = 0; i <= asked.get(); i++) {
                sink.bytes(ascii("a" + "x".repeat(70) + i));
              }
              asked.incrementAndGet();
            });
    assertThatIllegalStateException()
        .isThrownBy(() -> RdbWriter.payload(REDIS_8_0, RdbWriterOptions.DEFAULT, value));
  }

  @Test
  void partsThatAreMissingAreNoticed() {
    for (RdbValue value :
        List.of(
            new RdbValue.Text(sink -> {}),
            new RdbValue.HashValue(sink -> sink.field(KeyHead.NONE).bytes(ascii("a"))),
            new RdbValue.SortedSetValue(sink -> sink.member(1)))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> RdbWriter.payload(REDIS_8_0, RdbWriterOptions.DEFAULT, value));
    }
  }

  @Test
  void anImageHasABeginningAndAnEnd() throws IOException {
    var writer = new RdbWriter(Channels.newChannel(new ByteArrayOutputStream()), REDIS_7_0);
    assertThatIllegalStateException().isThrownBy(() -> writer.database(0));
    writer.begin();
    assertThatIllegalStateException().isThrownBy(writer::begin);
    assertThat(writer.position()).isEqualTo(9);
    writer.end();
    assertThatIllegalStateException().isThrownBy(writer::end);
  }

  private static RdbValue hash(long expireAtMs) {
    return new RdbValue.HashValue(
        sink -> {
          sink.field(KeyHead.NONE).bytes(ascii("a"));
          sink.value().bytes(ascii("x"));
          sink.field(expireAtMs).bytes(ascii("b"));
          sink.value().bytes(ascii("y"));
        });
  }

  private static String littleEndian(long value) {
    return HexFormat.of().toHexDigits(Long.reverseBytes(value));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
