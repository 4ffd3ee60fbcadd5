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
import org.aofkit.rdb.RdbKey;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Parts of an image that stand in it once more, and databases of which nothing is left. */
class CopiesTest {
  private static final int KEYS = 100;

  @Test
  void recordsInsertedIntoAnotherDatabaseStayInTheirOwnAlone() throws IOException {
    byte[] image = image(false);
    int from = find(image, "user:0030") + 4;
    int to = find(image, "user:0052") + 20;
    byte[] damaged = inserted(image, image, from, to, find(image, "acct:0060") + 20);
    assertThat(look(damaged, false).outcome()).isEqualTo(RdbSalvage.Outcome.MENDED);
    // Without a checksum nothing proves what came in.
    Arrays.fill(damaged, damaged.length - Long.BYTES, damaged.length, (byte) 0);
    for (boolean keep : new boolean[] {false, true}) {
      RdbSalvage salvage = look(damaged, keep);
      List<String> names = names(damaged, salvage);
      assertThat(names(image)).containsAll(names);
      assertThat(names).hasSizeGreaterThanOrEqualTo(3 * KEYS - 2);
      assertThat(salvage.keys().stream().filter(LeftOutKey::doubtful)).hasSizeGreaterThan(15);
      assertThat(salvage.lost()).isPresent();
      assertThat(names.size() + salvage.doubtful() + salvage.lost().getAsLong())
          .isGreaterThanOrEqualTo(3 * KEYS);
    }
  }

  @Test
  void recordsCopiedOverThoseOfAnotherDatabaseStayInTheirOwnAlone() throws IOException {
    byte[] image = image(false);
    byte[] damaged = image.clone();
    int from = find(image, "user:0030") + 4;
    int length = find(image, "user:0034") - from;
    System.arraycopy(image, from, damaged, find(image, "acct:0060") + 15, length);
    List<String> names = names(damaged, look(damaged, true));
    assertThat(names(image)).containsAll(names);
    assertThat(names).hasSizeGreaterThanOrEqualTo(3 * KEYS - 8);
  }

  @Test
  void behindACopyThatSelectsADatabaseKeysAreInTheirOwnAgain() throws IOException {
    byte[] image = image(false);
    int from = find(image, "user:0090") + 4;
    int to = find(image, "acct:0010") + 27;
    byte[] damaged = inserted(image, image, from, to, find(image, "item:0050") + 20);
    RdbSalvage salvage = look(damaged, false);
    List<String> names = names(damaged, salvage);
    assertThat(names(image)).containsAll(names);
    assertThat(names).hasSizeGreaterThanOrEqualTo(3 * KEYS - 2).contains("2/item:0099");
  }

  @Test
  void whereDatabasesHoldTheSameNothingBetweenTwoSpotsIsACopy() throws IOException {
    byte[] image = image(true);
    byte[] damaged = image.clone();
    int second = new String(image, StandardCharsets.ISO_8859_1).lastIndexOf("user:0040");
    Arrays.fill(damaged, second - 2, second + 12, (byte) 0);
    int third = new String(image, StandardCharsets.ISO_8859_1).lastIndexOf("user:0050");
    Arrays.fill(damaged, third - 2, third + 12, (byte) 0);
    List<String> names = names(damaged, look(damaged, false));
    assertThat(names).contains("2/user:0043", "2/user:0045", "2/user:0048", "2/user:0060");
  }

  @Test
  void aFieldOfTheServerIsNoKey() throws IOException {
    byte[] image = image(false);
    byte[] field = join(new byte[] {0, 12}, bytes("aof-preamble"), new byte[] {(byte) 0xC0, 0});
    int at = find(image, "acct:0060") - 2;
    byte[] damaged = inserted(image, field, 0, field.length, at);
    int bad = find(damaged, "acct:0040");
    Arrays.fill(damaged, bad - 2, bad + 12, (byte) 0);
    List<String> names = names(damaged, look(damaged, true));
    assertThat(names).doesNotContain("1/aof-preamble").contains("1/acct:0099", "1/acct:0020");
  }

  @Test
  void aFieldWithADamagedLengthSwallowsNoDatabase() throws IOException {
    byte[] image = image(false);
    byte[] junk = {(byte) 0xB8, (byte) 0xC3, 14, 98, (byte) 0xCA, (byte) 0xC9, 0x46, (byte) 0xC5};
    byte[] damaged = inserted(image, junk, 0, junk.length, find(image, "redis-bits") + 4);
    RdbSalvage salvage = look(damaged, true);
    assertThat(names(damaged, salvage)).containsExactlyElementsOf(names(image));
    assertThat(salvage.lost()).hasValue(0);
    assertThat(salvage.mayHaveLostMore()).isFalse();
  }

  @Test
  void ofDatabasesThatAreLostWholeNothingIsSaid() throws IOException {
    byte[] image = image(false);
    byte[] damaged = image.clone();
    Arrays.fill(damaged, find(image, "user:0095"), find(image, "acct:0005"), (byte) 0);
    RdbSalvage inside = look(damaged, true);
    RdbSalvage torn = look(Arrays.copyOf(image, find(image, "acct:0005")), true);
    assertThat(inside.mayHaveLostMore()).isTrue();
    assertThat(torn.mayHaveLostMore()).isTrue();
    assertThat(torn.lost().orElse(0)).isGreaterThanOrEqualTo(KEYS - 6);
  }

  @Test
  void damageInTheMidstOfADatabaseIsCounted() throws IOException {
    byte[] image = image(false);
    byte[] damaged = image.clone();
    Arrays.fill(damaged, find(image, "acct:0050") + 15, find(image, "acct:0053") + 15, (byte) 0);
    RdbSalvage salvage = look(damaged, false);
    assertThat(salvage.mayHaveLostMore()).isFalse();
    assertThat(salvage.kept() + salvage.doubtful() + salvage.lost().orElse(0)).isEqualTo(3 * KEYS);
  }

  private static byte[] image(boolean isSame) throws IOException {
    var out = new ByteArrayOutputStream();
    RdbTarget target = RdbTarget.of(Server.REDIS_7_0);
    var writer = new RdbWriter(Channels.newChannel(out), target, RdbWriterOptions.DEFAULT);
    writer.begin();
    writer.aux("redis-bits", "64");
    String[] names = {"user", "acct", "item"};
    for (int database = 0; database < names.length; database++) {
      writer.database(database, KEYS, 0);
      for (int i = 0; i < KEYS; i++) {
        String name = String.format("%s:%04d", names[isSame ? 0 : database], i);
        String value = "a value of " + name + " that is " + Integer.toHexString(i * 0x9E3779B1);
        writer.key(KeyHead.of(bytes(name)), RdbValue.string(bytes(value)));
      }
    }
    writer.end();
    return out.toByteArray();
  }

  private static byte[] inserted(byte[] image, byte[] source, int from, int to, int at) {
    return join(
        Arrays.copyOf(image, at),
        Arrays.copyOfRange(source, from, to),
        Arrays.copyOfRange(image, at, image.length));
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static RdbSalvage look(byte[] image, boolean keep) throws IOException {
    SalvageOptions all = SalvageOptions.defaults();
    return Salvager.look(
        new MemorySource("image", image),
        0,
        new SalvageOptions(keep, false, false, all.windowSize(), all.cancelled()));
  }

  private static List<String> names(byte[] image, RdbSalvage salvage) throws IOException {
    var source = new PiecedSource(new MemorySource("image", image), salvage.pieces());
    List<String> names = new ArrayList<>();
    RdbStepper.step(source, 0, RdbOptions.forAof(), (RdbKey key) -> names.add(name(key)));
    assertThat(names).doesNotHaveDuplicates();
    return names;
  }

  private static List<String> names(byte[] image) throws IOException {
    List<String> names = new ArrayList<>();
    RdbStepper.step(
        new MemorySource("image", image),
        0,
        RdbOptions.forAof(),
        (RdbKey key) -> names.add(name(key)));
    return names;
  }

  private static String name(RdbKey key) {
    return key.database() + "/" + new String(key.name(), StandardCharsets.ISO_8859_1);
  }

  private static int find(byte[] image, String text) {
    int at = new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).as(text).isNotNegative();
    return at;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
