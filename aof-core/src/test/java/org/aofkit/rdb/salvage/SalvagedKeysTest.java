package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

class SalvagedKeysTest {
  private static final int KEYS = 40;
  private static final String LONG_NAME = "a name that is compressed ".repeat(5);

  @Test
  void keptAndLostKeysAreTold() throws IOException {
    byte[] image = image(KEYS);
    byte[] torn = Arrays.copyOf(image, find(image, "the value number 30") + 5);
    RdbSalvage salvage = look(torn);
    List<String> told = told(torn, salvage);
    assertThat(told).hasSize(31 + 1);
    assertThat(told.get(0)).isEqualTo("KEPT 3/" + LONG_NAME + " hash");
    assertThat(told.subList(1, 31)).allMatch(key -> key.startsWith("KEPT 3/user:10"));
    assertThat(told.get(31)).isEqualTo("LOST 3/user:1030 string");
    assertThat(salvage.kept()).isEqualTo(31);
  }

  @Test
  void aLostKeyInFrontOfAnotherDatabaseIsToldWithItsOwn() throws IOException {
    byte[] image = twoDatabases();
    int at = find(image, "user:1039");
    Arrays.fill(image, at + 10, at + 16, (byte) 0xFF);
    image[at + 9] = (byte) 0x85;
    List<String> told = told(image, look(image));
    assertThat(told)
        .contains("LOST 3/user:1039 string")
        .noneMatch(key -> key.startsWith("LOST 5/"));
    assertThat(count(told, "KEPT 3/")).isEqualTo(KEYS);
    assertThat(count(told, "KEPT 5/")).isEqualTo(KEYS + 1);
  }

  @Test
  void aDamagedHeadThatReadsAsAKeyIsNone() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.aux("redis-ver", "7.0.15");
    write(writer, 3, KEYS);
    writer.end();
    byte[] image = bytes.toByteArray();
    byte[] torn = Arrays.copyOf(image, find(image, "the value number 30") + 5);
    System.arraycopy(new byte[] {0, 4, 'n', 'o', 'n', 'e', 1, 'x', 0}, 0, torn, 0, 9);
    List<String> told = told(torn, look(torn));
    assertThat(count(told, "KEPT 3/")).isEqualTo(31);
    assertThat(told)
        .filteredOn(key -> key.startsWith("LOST"))
        .containsExactly("LOST 3/user:1030 string");
  }

  @Test
  void aKeyInDoubtInFrontOfAnotherDatabaseIsToldWithItsOwn() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    write(writer, 3, 3);
    writer.key(key("user:1002"), RdbValue.string(bytes("another")));
    write(writer, 5, 3);
    writer.end();
    byte[] image = bytes.toByteArray();
    assertThat(told(image, look(image)))
        .containsExactly(
            "KEPT 3/" + LONG_NAME + " hash",
            "KEPT 3/user:1000 string",
            "KEPT 3/user:1001 string",
            "DOUBTFUL 3/user:1002 string",
            "DOUBTFUL 3/user:1002 string",
            "KEPT 5/" + LONG_NAME + " hash",
            "KEPT 5/user:1000 string",
            "KEPT 5/user:1001 string",
            "KEPT 5/user:1002 string");
  }

  @Test
  void doubtfulKeysAreToldWithTheDatabaseTheyMayBelongTo() throws IOException {
    byte[] image = twoDatabases();
    int from = find(image, "user:1039");
    int to = from + 9 + find(Arrays.copyOfRange(image, from + 9, image.length), "user:1001");
    Arrays.fill(image, from, to, (byte) 0);
    RdbSalvage salvage = look(image);
    List<String> told = told(image, salvage);
    assertThat(count(told, "KEPT 3/")).isEqualTo(salvage.kept());
    assertThat(count(told, "DOUBTFUL 3/user:10")).isEqualTo(salvage.doubtful()).isEqualTo(38);
  }

  @Test
  void ofTwoValuesBothAreTold() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    write(writer, 0, 3);
    writer.key(key("user:1001"), RdbValue.string(bytes("another")));
    writer.key(key("user:1002"), RdbValue.string(bytes("the value number 2")));
    writer.end();
    byte[] image = bytes.toByteArray();
    assertThat(told(image, look(image)))
        .containsExactly(
            "KEPT 0/" + LONG_NAME + " hash",
            "KEPT 0/user:1000 string",
            "DOUBTFUL 0/user:1001 string",
            "KEPT 0/user:1002 string",
            "DOUBTFUL 0/user:1001 string");
  }

  @Test
  void keysThatAreKeptInPartAreTold() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.database(0, KEYS + 1, 0);
    for (int i = 0; i < KEYS; i++) {
      if (i == 20) {
        writer.key(
            key("table:1"),
            new RdbValue.HashValue(
                sink -> {
                  for (int field = 0; field < 600; field++) {
                    sink.field(KeyHead.NONE).bytes(bytes("field:" + (1000 + field)));
                    sink.value().bytes(bytes("the value of field " + field));
                  }
                }));
      }
      writer.key(key("user:" + (1000 + i)), RdbValue.string(bytes("the value number " + i)));
    }
    writer.end();
    byte[] image = bytes.toByteArray();
    int at = find(image, "field:1300");
    Arrays.fill(image, at - 1, at + 40, (byte) 0);
    RdbSalvage salvage =
        Salvager.look(source(image), 0, SalvageOptions.defaults().withPartialValues(true));
    List<String> states = new ArrayList<>();
    SalvagedKeys.tell(
        source(image),
        salvage,
        key -> states.add(key.state() + " " + new String(key.name(), StandardCharsets.US_ASCII)));
    assertThat(salvage.parts()).hasSize(1);
    assertThat(states).hasSize(KEYS + 1).contains("PARTIAL table:1").doesNotContain("LOST table:1");
    assertThat(count(states, "KEPT user:")).isEqualTo(salvage.kept() - 1);
    assertThat(count(states, "DOUBTFUL user:")).isEqualTo(salvage.doubtful());
  }

  @Test
  void aListenerEndsTheTelling() throws IOException {
    byte[] image = image(KEYS);
    RdbSalvage salvage = look(image);
    IOException enough = new IOException("enough");
    assertThatThrownBy(
            () ->
                SalvagedKeys.tell(
                    source(image),
                    salvage,
                    key -> {
                      throw enough;
                    }))
        .isSameAs(enough);
  }

  private static long count(List<String> told, String beginning) {
    return told.stream().filter(key -> key.startsWith(beginning)).count();
  }

  private static List<String> told(byte[] image, RdbSalvage salvage) throws IOException {
    List<String> told = new ArrayList<>();
    SalvagedKeys.tell(
        source(image),
        salvage,
        key -> {
          assertThat(image[(int) key.offset()]).isIn((byte) 0, (byte) 16);
          assertThat(key.nameLength()).isEqualTo(key.name().length);
          String name = new String(key.name(), StandardCharsets.US_ASCII);
          told.add(key.state() + " " + key.database() + "/" + name + " " + key.type());
        });
    return told;
  }

  private static byte[] twoDatabases() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    write(writer, 3, KEYS);
    write(writer, 5, KEYS);
    writer.end();
    return bytes.toByteArray();
  }

  private static byte[] image(int keys) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    write(writer, 3, keys);
    writer.end();
    return bytes.toByteArray();
  }

  private static void write(RdbWriter writer, int database, int keys) throws IOException {
    writer.database(database, keys + 1, 0);
    writer.key(
        key(LONG_NAME),
        new RdbValue.HashValue(
            sink -> {
              sink.field(KeyHead.NONE).bytes(bytes("field"));
              sink.value().bytes(bytes("value"));
            }));
    for (int i = 0; i < keys; i++) {
      writer.key(key("user:" + (1000 + i)), RdbValue.string(bytes("the value number " + i)));
    }
  }

  private static KeyHead key(String name) {
    return KeyHead.of(bytes(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static MemorySource source(byte[] image) {
    return new MemorySource("image", image);
  }

  private static RdbSalvage look(byte[] image) throws IOException {
    return Salvager.look(source(image), 0, SalvageOptions.defaults());
  }

  private static int find(byte[] image, String text) {
    int at = new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).as(text).isNotNegative();
    return at;
  }
}
