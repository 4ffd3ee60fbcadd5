package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbKey;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.rdb.salvage.RdbSalvage.Outcome;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** One block that is damaged, in images of strings whose names have UUIDs, hashes or numbers. */
class SingleSpotsTest {
  private static final int KEYS = 300;
  private static final int BLOCK = 512;

  @Test
  void behindABlockOfNulsTheFirstKeyWithAUuidStays() throws IOException {
    costsNothingElse(image(KEYS, i -> "sess:" + new UUID(mixed(i), mixed(i + KEYS))));
  }

  @Test
  void behindABlockOfNulsTheFirstKeyWithAHashStays() throws IOException {
    costsNothingElse(
        image(KEYS, i -> String.format("cache:%016x%016x", mixed(i), mixed(i + KEYS))));
  }

  private static void costsNothingElse(byte[] image) throws IOException {
    List<String> all = names(image);
    for (int at = 2 * BLOCK; at < image.length - 2 * BLOCK; at += 5 * BLOCK) {
      byte[] damaged = image.clone();
      Arrays.fill(damaged, at, at + BLOCK, (byte) 0);
      RdbSalvage salvage = look(damaged);
      List<String> kept = names(damaged, salvage);
      assertThat(all).as("block at %d", at).containsAll(kept);
      List<String> untouched = new ArrayList<>(all);
      for (String name : all) {
        int from = find(image, name);
        int end = from + name.length() + 1 + image[from + name.length()];
        if (end > at && from - 2 < at + BLOCK) {
          untouched.remove(name);
        }
      }
      assertThat(kept).as("block at %d", at).containsAll(untouched);
    }
  }

  @Test
  void bytesOfAllOnesInTheMidstAreNoEnd() throws IOException {
    byte[] image = image(KEYS, i -> "user:" + (1000 + i));
    List<String> all = names(image);
    int at = find(image, "user:1100") - 2;
    for (int before = 0; before < 40; before++) {
      byte[] damaged = image.clone();
      Arrays.fill(damaged, at - before, at - before + BLOCK, (byte) 0xFF);
      RdbSalvage salvage = look(damaged);
      List<String> kept = names(damaged, salvage);
      assertThat(all).as("%d bytes before", before).containsAll(kept);
      assertThat(salvage.outcome()).as("%d bytes before", before).isEqualTo(Outcome.DAMAGED);
      assertThat(kept).as("%d bytes before", before).contains("user:1000", "user:1299");
      assertThat(kept).hasSizeGreaterThan(KEYS - 17);
    }
  }

  @Test
  void anEndWithNothingToReadBehindItStaysOne() throws IOException {
    byte[] image = image(KEYS, i -> "user:" + (1000 + i));
    int end = find(image, "user:1100") - 2;
    byte[] damaged = Arrays.copyOf(image, end + 300);
    Arrays.fill(damaged, end, damaged.length, (byte) 0xFF);
    RdbSalvage salvage = look(damaged);
    assertThat(salvage.outcome()).isEqualTo(Outcome.CHECKSUM);
    assertThat(salvage.kept()).isEqualTo(100);
  }

  @Test
  void aBlockOfAnotherImageBringsInNoKeys() throws IOException {
    byte[] image = image(KEYS, i -> "user:" + (1000 + i));
    byte[] other = image(KEYS, i -> "sess:" + new UUID(mixed(i), mixed(i + KEYS)));
    List<String> all = names(image);
    Random random = new Random(27);
    for (int i = 0; i < 40; i++) {
      int length = BLOCK << random.nextInt(3);
      byte[] damaged = image.clone();
      int from = BLOCK + random.nextInt(other.length - 3 * BLOCK - length);
      int at = BLOCK + random.nextInt(image.length - 3 * BLOCK - length);
      System.arraycopy(other, from, damaged, at, length);
      List<String> kept = names(damaged, look(damaged));
      assertThat(all).as("%d bytes of %d at %d", length, from, at).containsAll(kept);
      assertThat(kept).hasSizeGreaterThan(KEYS - 8 - length / 25);
    }
  }

  @Test
  void keysOfOneKindBetweenTwoSpotsStayWhereEachNameIsOfItsOwn() throws IOException {
    byte[] image = image(KEYS, i -> i < 150 ? "user:" + (1000 + i) : "acct:" + (1000 + i));
    byte[] damaged = image.clone();
    Arrays.fill(damaged, find(image, "user:1040") - 2, find(image, "user:1042"), (byte) 0);
    Arrays.fill(damaged, find(image, "user:1060") - 2, find(image, "user:1062"), (byte) 0);
    assertThat(names(damaged, look(damaged))).contains("user:1045", "user:1055", "acct:1299");
  }

  private static long mixed(long number) {
    long mixed = (number + 77) * 0x9E3779B97F4A7C15L;
    return (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
  }

  private static byte[] image(int keys, IntFunction<String> name) throws IOException {
    var out = new ByteArrayOutputStream();
    RdbTarget target = RdbTarget.of(Server.REDIS_7_0);
    var writer = new RdbWriter(Channels.newChannel(out), target, RdbWriterOptions.DEFAULT);
    writer.begin();
    writer.aux("redis-bits", "64");
    writer.database(0, keys, 0);
    for (int i = 0; i < keys; i++) {
      String value = "{\"id\":" + i + ",\"at\":\"" + Long.toHexString(mixed(i)) + "\"}";
      writer.key(KeyHead.of(bytes(name.apply(i))), RdbValue.string(bytes(value)));
    }
    writer.end();
    return out.toByteArray();
  }

  private static RdbSalvage look(byte[] image) throws IOException {
    return Salvager.look(new MemorySource("image", image), 0, SalvageOptions.defaults());
  }

  private static List<String> names(byte[] image, RdbSalvage salvage) throws IOException {
    var source = new PiecedSource(new MemorySource("image", image), salvage.pieces());
    List<String> names = new ArrayList<>();
    RdbStepper.step(source, 0, RdbOptions.forAof(), (RdbKey key) -> names.add(name(key)));
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
    return new String(key.name(), StandardCharsets.ISO_8859_1);
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
