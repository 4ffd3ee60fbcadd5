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

class SalvagerTest {
  private static final RdbTarget REDIS_7 = RdbTarget.of(Server.REDIS_7_0);
  private static final int KEYS = 40;

  private interface Body {
    void write(RdbWriter writer) throws IOException;
  }

  @Test
  void whatIsWholeStays() throws IOException {
    byte[] image = users(0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.WHOLE);
    assertThat(salvage.kept()).isEqualTo(KEYS);
  }

  @Test
  void aByteThatIsWrongIsPutRightWhereverItStands() throws IOException {
    byte[] image = users(0);
    for (int i = 9; i < image.length; i++) {
      byte[] damaged = image.clone();
      damaged[i] ^= 0x24;
      RdbSalvage salvage = look(damaged);
      assertThat(salvage.outcome()).as("byte %d", i).isEqualTo(Outcome.MENDED);
      assertThat(written(damaged, salvage)).as("byte %d", i).isEqualTo(image);
    }
  }

  @Test
  void threeBytesThatAreWrongArePutRight() throws IOException {
    byte[] image = users(0);
    byte[] damaged = image.clone();
    Arrays.fill(damaged, 200, 203, (byte) 0xA5);
    assertThat(written(damaged, look(damaged))).isEqualTo(image);
  }

  @Test
  void nulsInOneValueAreSeenByTheChecksumOnly() throws IOException {
    byte[] image =
        image(
            writer -> {
              writer.database(0, 1, 0);
              writer.key(
                  key("user:1"), RdbValue.string(new byte[] {7, 8, 9, 7, 8, 9, 7, 8, 9, 7, 8, 9}));
            });
    int value = image.length - 9 - 12;
    Arrays.fill(image, value, value + 12, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.CHECKSUM);
    assertThat(salvage.kept()).isEqualTo(1);
    assertThat(names(written(image, salvage))).containsExactly("0/user:1");
  }

  @Test
  void nulsOverKeysTakeOnlyThoseKeys() throws IOException {
    byte[] image = users(0);
    int from = find(image, "user:1010");
    int to = find(image, "user:1012");
    Arrays.fill(image, from, to, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(salvage.lost()).hasValue(3);
    assertThat(names(written(image, salvage)))
        .hasSize(KEYS - 3)
        .doesNotContain("0/user:1010", "0/user:1011", "0/user:1012")
        .contains("0/user:1009", "0/user:1013");
  }

  @Test
  void ofASecondHalfOfNulsTheFirstHalfStays() throws IOException {
    byte[] image = users(0);
    Arrays.fill(image, find(image, "user:1020") - 2, image.length, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.endFound()).isFalse();
    assertThat(names(written(image, salvage))).hasSize(20).last().isEqualTo("0/user:1019");
  }

  @Test
  void ofATornImageWhatIsWholeStays() throws IOException {
    byte[] image = users(0);
    for (int end = find(image, "user:1003"); end < image.length; end++) {
      byte[] torn = Arrays.copyOf(image, end);
      RdbSalvage salvage = look(torn);
      int whole = 0;
      while (whole < KEYS && record(image, whole)[1] <= end) {
        whole++;
      }
      assertThat(names(written(torn, salvage))).as("cut at %d", end).hasSize(whole);
    }
  }

  @Test
  void anImageInAValueWhoseHeaderSurvivesIsNotTakenForKeys() throws IOException {
    byte[] inner = users(0);
    byte[] image = withValue(List.of(inner, compressible()));
    int packed = find(image, "lorem");
    Arrays.fill(image, packed, packed + 40, (byte) 0xFF);
    assertThat(names(written(image, look(image)))).containsExactlyElementsOf(outer());
  }

  @Test
  void anImageInAValueWhoseHeaderIsLostIsInDoubt() throws IOException {
    byte[] inner = users(0);
    byte[] image = withValue(List.of(inner));
    int key = find(image, "queue:1");
    Arrays.fill(image, key - 2, key + 16, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(names(written(image, salvage)))
        .isSubsetOf(outer())
        .contains("0/outer:100", "0/outer:104");
  }

  @Test
  void recordsInAValueWhoseHeaderIsLostAreMoreThanTheImageHas() throws IOException {
    byte[] inner = users(0);
    byte[] records = Arrays.copyOfRange(inner, record(inner, 3)[0], record(inner, 30)[0]);
    byte[] image = withValue(List.of(records));
    int key = find(image, "queue:1");
    Arrays.fill(image, key - 2, key + 16, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(names(written(image, salvage))).isSubsetOf(outer());
    assertThat(salvage.doubtful()).isPositive();
  }

  @Test
  void keysBehindALostChangeOfTheDatabaseAreInDoubt() throws IOException {
    byte[] image =
        image(
            writer -> {
              fill(writer, 0);
              fill(writer, 5);
            });
    int from = find(image, "user:1039");
    byte[] rest = Arrays.copyOfRange(image, from + 9, image.length);
    int to = from + 9 + find(rest, "user:1001");
    Arrays.fill(image, from, to, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(names(written(image, salvage))).hasSize(39).allMatch(name -> name.startsWith("0/"));
    assertThat(salvage.doubtful()).isEqualTo(38);
    RdbSalvage kept =
        Salvager.look(
            new MemorySource("image", image),
            0,
            new SalvageOptions(true, false, false, 1 << 16, () -> false));
    // All but the last have names that are in the first database already, and no server takes that.
    assertThat(kept.kept()).isEqualTo(39 + 1);
  }

  @Test
  void whatStandsBehindAPreambleIsFound() throws IOException {
    byte[] image = users(0);
    byte[] log = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(image, image.length + log.length);
    System.arraycopy(log, 0, file, image.length, log.length);
    int from = find(file, "user:1010");
    Arrays.fill(file, from, from + 60, (byte) 0);
    RdbSalvage salvage = look(file);
    assertThat(salvage.endFound()).isTrue();
    assertThat(salvage.end()).isEqualTo(image.length);
    assertThat(salvage.kept()).isBetween(36L, 38L);
  }

  @Test
  void howFarAReplicaWasIsForgottenWithTheFirstKey() throws IOException {
    byte[] image =
        image(
            writer -> {
              writer.aux("repl-id", "0123456789012345678901234567890123456789");
              writer.aux("repl-offset", "4711");
              fill(writer, 0);
            });
    int from = find(image, "user:1010");
    Arrays.fill(image, from, from + 40, (byte) 0);
    RdbImage salvaged = read(written(image, look(image)));
    assertThat(salvaged.isWhole()).isTrue();
    assertThat(salvaged.auxText("repl-id")).isEmpty();
    assertThat(salvaged.auxText("redis-bits")).isPresent();
  }

  @Test
  void aKeyWithAFrequencyMayHaveLostItsDeadlineToo() throws IOException {
    byte[] image =
        image(
            writer -> {
              writer.aux("redis-bits", "64");
              writer.database(0, KEYS, 1);
              for (int i = 0; i < KEYS; i++) {
                long deadline = i == 20 ? 4_102_444_800_000L : KeyHead.NONE;
                writer.key(
                    new KeyHead(bytes("user:" + (1000 + i)), deadline, KeyHead.NONE, 200),
                    RdbValue.string(bytes("value of " + i)));
              }
            });
    int deadline = find(image, "user:1020") - 13;
    assertThat(image[deadline]).isEqualTo((byte) 0xFC);
    Arrays.fill(image, deadline - 8, deadline + 4, (byte) 0);
    assertThat(names(written(image, look(image))))
        .contains("0/user:1021")
        .doesNotContain("0/user:1019", "0/user:1020");
  }

  @Test
  void aHeadThatIsDamagedIsProvenByTheChecksum() throws IOException {
    byte[] image = users(0);
    for (int i = 0; i < 9; i++) {
      byte[] damaged = image.clone();
      damaged[i] ^= 0x24;
      RdbSalvage salvage = look(damaged);
      assertThat(salvage.outcome()).as("byte %d", i).isEqualTo(Outcome.MENDED);
      assertThat(written(damaged, salvage)).as("byte %d", i).isEqualTo(image);
    }
    byte[] damaged = image.clone();
    Arrays.fill(damaged, 0, 9, (byte) 0);
    assertThat(written(damaged, look(damaged))).isEqualTo(image);
  }

  @Test
  void withMoreDamageTheFirstFieldTellsTheVersion() throws IOException {
    byte[] image =
        image(
            writer -> {
              writer.aux("redis-ver", "7.0.15");
              fill(writer, 0);
            });
    Arrays.fill(image, 0, 9, (byte) 0);
    int from = find(image, "user:1010");
    Arrays.fill(image, from, from + 40, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(salvage.reason()).contains("REDIS0010, as its first field tells");
    byte[] written = written(image, salvage);
    assertThat(names(written)).hasSizeBetween(KEYS - 3, KEYS - 1).doesNotContain("0/user:1010");
  }

  @Test
  void whereNothingTellsTheVersionNothingIsMadeOfIt() throws IOException {
    byte[] image = users(0);
    Arrays.fill(image, 0, 9, (byte) 0);
    int from = find(image, "user:1010");
    Arrays.fill(image, from, from + 40, (byte) 0);
    assertThat(look(image).outcome()).isEqualTo(Outcome.HOPELESS);
  }

  @Test
  void whatIsNoImageIsHopeless() throws IOException {
    assertThat(look(new byte[100]).outcome()).isEqualTo(Outcome.HOPELESS);
    assertThat(look("REDIS0099 and more".getBytes(StandardCharsets.US_ASCII)).outcome())
        .isEqualTo(Outcome.HOPELESS);
  }

  /** Five keys, one with a list of these elements, five keys. */
  private static byte[] withValue(List<byte[]> elements) throws IOException {
    return image(
        writer -> {
          writer.database(0, 11, 0);
          for (int i = 0; i < 11; i++) {
            if (i == 5) {
              writer.key(
                  key("queue:1"),
                  elements.size() == 1
                      ? RdbValue.string(elements.get(0))
                      : RdbValue.list(elements));
            } else {
              writer.key(key("outer:" + (100 + i)), RdbValue.string(bytes("a value of " + i)));
            }
          }
        });
  }

  private static List<String> outer() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      if (i != 5) {
        names.add("0/outer:" + (100 + i));
      }
    }
    return names;
  }

  private static byte[] compressible() {
    return bytes("lorem ipsum dolor sit amet " + "lorem ipsum ".repeat(800));
  }

  private static byte[] users(int database) throws IOException {
    return image(writer -> fill(writer, database));
  }

  private static void fill(RdbWriter writer, int database) throws IOException {
    writer.database(database, KEYS, 0);
    for (int i = 0; i < KEYS; i++) {
      writer.key(key("user:" + (1000 + i)), RdbValue.string(bytes("the value number " + i)));
    }
  }

  private static byte[] image(Body body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), REDIS_7, RdbWriterOptions.DEFAULT);
    writer.begin();
    writer.aux("redis-bits", "64");
    body.write(writer);
    writer.end();
    return bytes.toByteArray();
  }

  private static KeyHead key(String name) {
    return KeyHead.of(bytes(name));
  }

  private static RdbSalvage look(byte[] image) throws IOException {
    return Salvager.look(new MemorySource("image", image), 0, SalvageOptions.defaults());
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

  private static RdbImage read(byte[] image) throws IOException {
    return RdbReader.read(
        new MemorySource("image", image), 0, RdbOptions.forAof(), RdbDepth.DEEP, null);
  }

  /** Database and name of each key; the image must be sound. */
  private static List<String> names(byte[] image) throws IOException {
    assertThat(read(image).problem()).isNull();
    List<String> names = new ArrayList<>();
    RdbStepper.step(
        new MemorySource("image", image),
        0,
        RdbOptions.forAof(),
        (RdbKey key) -> names.add(key.database() + "/" + text(key.name())));
    return names;
  }

  /** Beginning and end of a record of {@link #users}. */
  private static int[] record(byte[] image, int index) {
    int name = find(image, "user:" + (1000 + index));
    int valueLength = image[name + 9];
    return new int[] {name - 2, name + 10 + valueLength};
  }

  private static int find(byte[] image, String text) {
    int at = new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).as(text).isNotNegative();
    return at;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
