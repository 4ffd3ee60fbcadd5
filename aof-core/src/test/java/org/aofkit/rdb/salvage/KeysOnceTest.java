package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.rdb.salvage.RdbSalvage.Outcome;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Keys that an image has more than once, or would have after salvage. */
class KeysOnceTest {
  private static final RdbTarget REDIS_7 = RdbTarget.of(Server.REDIS_7_0);
  private static final int KEYS = 40;

  private interface Body {
    void write(RdbWriter writer) throws IOException;
  }

  @Test
  void ofCopiesOneStaysAndNothingIsLost() throws IOException {
    byte[] once = image(KEYS, writer -> {});
    byte[] image =
        image(
            KEYS + 3,
            writer -> {
              user(writer, 1003, "the value number 3");
              user(writer, 1003, "the value number 3");
              user(writer, 1007, "the value number 7");
            });
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.COPIED);
    assertThat(salvage.kept()).isEqualTo(KEYS);
    assertThat(salvage.doubtful()).isZero();
    assertThat(salvage.lost()).hasValue(0);
    assertThat(salvage.keys()).isEmpty();
    assertThat(written(image, salvage)).isEqualTo(once);
  }

  @Test
  void withoutAChecksumACopyMayBeAnotherKeyWithADamagedName() throws IOException {
    byte[] image = image(KEYS + 1, writer -> user(writer, 1003, "the value number 3"));
    Arrays.fill(image, image.length - 8, image.length, (byte) 0);
    assertThat(look(image).outcome()).isEqualTo(Outcome.REPEATED);
  }

  @Test
  void ofTwoValuesNeitherIsTakenUnlessOneIsWanted() throws IOException {
    byte[] image = image(KEYS + 1, writer -> user(writer, 1003, "another value"));
    RdbSalvage neither = look(image);
    RdbSalvage first = Salvager.look(source(image), 0, keepFirst());
    assertThat(neither.outcome()).isEqualTo(Outcome.REPEATED);
    assertThat(neither.kept()).isEqualTo(KEYS - 1);
    assertThat(neither.doubtful()).isEqualTo(2);
    assertThat(neither.keys())
        .hasSize(2)
        .allSatisfy(key -> assertThat(text(key.name())).isEqualTo("user:1003"));
    assertThat(names(written(image, neither))).hasSize(KEYS - 1).doesNotContain("0/user:1003");
    assertThat(first.doubtful()).isEqualTo(1);
    assertThat(written(image, first)).isEqualTo(image(KEYS, writer -> {}));
  }

  @Test
  void theSameValueWithAnotherDeadlineIsNoCopy() throws IOException {
    byte[] image =
        image(
            KEYS + 1,
            1,
            writer ->
                writer.key(
                    KeyHead.of(bytes("user:1003"), 1_900_000_000_000L),
                    RdbValue.string(bytes("the value number 3"))));
    RdbSalvage salvage = look(image);
    assertThat(salvage.doubtful()).isEqualTo(2);
    assertThat(written(image, salvage)).isEqualTo(without(1003));
  }

  @Test
  void theSameNameInAnotherDatabaseStays() throws IOException {
    byte[] image =
        image(
            KEYS,
            writer -> {
              writer.database(1, 2, 0);
              user(writer, 1003, "of another database");
              user(writer, 1003, "of another database");
            });
    RdbSalvage salvage = look(image);
    assertThat(salvage.kept()).isEqualTo(KEYS + 1);
    assertThat(names(written(image, salvage))).contains("0/user:1003", "1/user:1003");
  }

  @Test
  void recordsOfAValueWhoseHeaderIsLostGoWithAllInFrontOfTheOneThatIsKnown() throws IOException {
    // The value holds three records; the third is an old one of a key that stands further on, and
    // shows that none of them is a key. Where the value ends nothing shows.
    byte[] inner =
        join(record("user:7001", "a"), record("user:7002", "b"), record("user:1030", "old"));
    byte[] image = withLostHeader(inner);
    RdbSalvage salvage = look(image);
    List<String> names = names(written(image, salvage));
    assertThat(names).contains("0/user:1000", "0/user:1031", "0/user:1039").hasSize(KEYS - 11);
    assertThat(names).doesNotContain("0/user:7001", "0/user:7002", "0/user:1030");
    assertThat(salvage.doubtful()).isEqualTo(3 + 10);
    assertThat(new String(written(image, salvage), ISO)).doesNotContain("old");
  }

  @Test
  void aValueThatHoldsAKeyTwiceBringsNothingIn() throws IOException {
    // The last of the two is no key either, nor is what stands between them.
    byte[] inner =
        join(record("user:7001", "old"), record("user:7002", "old"), record("user:7001", "older"));
    byte[] image = withLostHeader(inner);
    RdbSalvage salvage = look(image);
    assertThat(names(written(image, salvage)))
        .contains("0/user:1000", "0/user:1021", "0/user:1039")
        .hasSize(KEYS - 1);
    assertThat(new String(written(image, salvage), ISO)).doesNotContain("old", "user:70");
    assertThat(salvage.doubtful()).isEqualTo(3);
  }

  /**
   * An image without numbers of keys, of version 5, and a value in it that holds other records and
   * has lost its header.
   */
  private static byte[] withLostHeader(byte[] inner) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(bytes("REDIS0005"));
    out.writeBytes(new byte[] {(byte) 0xFE, 0});
    for (int i = 0; i < 20; i++) {
      out.writeBytes(record("user:" + (1000 + i), "the value number " + i));
    }
    int damage = out.size();
    byte[] padding = bytes("x".repeat(40));
    out.writeBytes(record("user:1020", new String(join(padding, inner), ISO)));
    for (int i = 21; i < KEYS; i++) {
      out.writeBytes(record("user:" + (1000 + i), "the value number " + i));
    }
    out.writeBytes(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0});
    byte[] image = out.toByteArray();
    int innerAt = find(image, "user:7001") - 2;
    Arrays.fill(image, damage, innerAt, (byte) 0);
    return image;
  }

  @Test
  void aKeyThatWasReadInFrontOfTheDamageStays() throws IOException {
    byte[] inner = join(record("user:7001", "a"), record("user:1003", "old"));
    var out = new ByteArrayOutputStream();
    out.writeBytes(bytes("REDIS0005"));
    out.writeBytes(new byte[] {(byte) 0xFE, 0});
    for (int i = 0; i < 20; i++) {
      out.writeBytes(record("user:" + (1000 + i), "the value number " + i));
    }
    int damage = out.size();
    out.writeBytes(record("user:1020", new String(join(bytes("x".repeat(40)), inner), ISO)));
    for (int i = 21; i < KEYS; i++) {
      out.writeBytes(record("user:" + (1000 + i), "the value number " + i));
    }
    out.writeBytes(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0});
    byte[] image = out.toByteArray();
    Arrays.fill(image, damage, find(image, "user:7001") - 2, (byte) 0);

    byte[] made = written(image, look(image));

    assertThat(names(made)).contains("0/user:1003").doesNotContain("0/user:7001");
    assertThat(new String(made, ISO)).contains("the value number 3").doesNotContain("old");
  }

  @Test
  void aDatabaseSelectedBetweenADeadlineAndItsKeyStaysSelected() throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(bytes("REDIS0010"));
    out.writeBytes(record("a", "1"));
    out.writeBytes(record("a", "2"));
    out.writeBytes(new byte[] {(byte) 0xFE, 1});
    out.writeBytes(record("b", "1"));
    out.writeBytes(new byte[] {(byte) 0xFC, 0, 0, 0, 0, 0, 1, 0, 0});
    out.writeBytes(new byte[] {(byte) 0xFE, 2});
    out.writeBytes(record("c", "1"));
    out.writeBytes(record("d", "1"));
    out.writeBytes(record("c", "2"));
    out.writeBytes(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0});
    byte[] image = out.toByteArray();
    byte[] made = written(image, look(image));
    assertThat(names(made)).containsExactly("1/b", "2/d");
    assertThat(find(made, "d") - find(made, "b")).isEqualTo(3 + 2 + 2);
  }

  @Test
  void moreThanAnyServerWouldWriteIsHopeless() throws IOException {
    byte[] image =
        image(
            200_000,
            writer -> {
              for (int i = 0; i < 100_000; i++) {
                user(writer, 1_000_000 + i % 40_000, "x");
              }
            });
    assertThat(look(image).outcome()).isEqualTo(Outcome.HOPELESS);
  }

  private static final java.nio.charset.Charset ISO = StandardCharsets.ISO_8859_1;

  private static byte[] record(String name, String value) {
    var out = new ByteArrayOutputStream();
    out.write(0);
    out.write(name.length());
    out.writeBytes(bytes(name));
    if (value.length() < 64) {
      out.write(value.length());
    } else {
      out.write(0x40 | value.length() >> 8);
      out.write(value.length() & 0xFF);
    }
    out.writeBytes(value.getBytes(ISO));
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void user(RdbWriter writer, int number, String value) throws IOException {
    writer.key(KeyHead.of(bytes("user:" + number)), RdbValue.string(bytes(value)));
  }

  private static byte[] image(int announced, Body more) throws IOException {
    return image(announced, 0, more);
  }

  private static byte[] image(int announced, int expiring, Body more) throws IOException {
    return image(announced, expiring, -1, more);
  }

  private static byte[] without(int number) throws IOException {
    return image(KEYS - 1, 0, number, writer -> {});
  }

  private static byte[] image(int announced, int expiring, int missing, Body more)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), REDIS_7, RdbWriterOptions.DEFAULT);
    writer.begin();
    writer.aux("redis-bits", "64");
    writer.database(0, announced, expiring);
    for (int i = 0; i < KEYS; i++) {
      if (1000 + i != missing) {
        user(writer, 1000 + i, "the value number " + i);
      }
    }
    more.write(writer);
    writer.end();
    return bytes.toByteArray();
  }

  private static MemorySource source(byte[] image) {
    return new MemorySource("image", image);
  }

  private static SalvageOptions keepFirst() {
    SalvageOptions defaults = SalvageOptions.defaults();
    return new SalvageOptions(false, true, false, defaults.windowSize(), defaults.cancelled());
  }

  private static RdbSalvage look(byte[] image) throws IOException {
    return Salvager.look(source(image), 0, SalvageOptions.defaults());
  }

  private static byte[] written(byte[] image, RdbSalvage salvage) {
    var out = new ByteArrayOutputStream();
    for (SalvagePiece piece : salvage.pieces()) {
      if (piece instanceof SalvagePiece.Copy copy) {
        out.write(image, (int) copy.offset(), (int) copy.length());
      } else if (piece instanceof SalvagePiece.Literal literal) {
        out.writeBytes(literal.bytes());
      }
    }
    assertThat(out.size()).isEqualTo((int) salvage.length());
    return out.toByteArray();
  }

  /** Database and name of each key; the image must be sound, and have each once. */
  private static List<String> names(byte[] image) throws IOException {
    RdbImage read = RdbReader.read(source(image), 0, RdbOptions.forAof(), RdbDepth.DEEP, null);
    assertThat(read.problem()).isNull();
    assertThat(RdbDuplicates.find(source(image), read, RdbOptions.forAof(), 0).count()).isZero();
    List<String> names = new ArrayList<>();
    RdbStepper.step(
        source(image),
        0,
        RdbOptions.forAof(),
        (RdbKey key) -> names.add(key.database() + "/" + text(key.name())));
    return names;
  }

  private static int find(byte[] image, String text) {
    int at = new String(image, ISO).indexOf(text);
    assertThat(at).as(text).isNotNegative();
    return at;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO);
  }
}
