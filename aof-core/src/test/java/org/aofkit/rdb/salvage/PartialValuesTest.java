package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.salvage.RdbSalvage.Outcome;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Collections of which a part is kept. */
class PartialValuesTest {
  private static final RdbTarget REDIS_7 = RdbTarget.of(Server.REDIS_7_0);
  private static final long DEADLINE = 4_102_444_800_000L;
  private static final int DATABASE = 3;
  private static final int BEFORE = 20;

  @Test
  void withoutTheOptionSuchAKeyGoesWhole() throws IOException {
    byte[] image = image(RdbValue.list(elements(3000, 20)));
    Arrays.fill(image, find(image, "element 01500"), find(image, "element 01500") + 30, (byte) 0);
    RdbSalvage salvage = look(image, false);
    assertThat(salvage.parts()).isEmpty();
    assertThat(contents(image, salvage)).doesNotContainKey("queue:1").hasSize(2 * BEFORE);
  }

  @Test
  void ofAListTheNodesOnBothSidesOfTheDamageAreKept() throws IOException {
    List<byte[]> had = elements(3000, 20);
    for (byte with : new byte[] {0, (byte) 0xAA}) {
      byte[] image = image(RdbValue.list(had));
      int from = find(image, "element 01500");
      Arrays.fill(image, from, from + 30, with);
      RdbSalvage salvage = look(image, true);
      List<String> kept = contents(image, salvage).get("queue:1");
      assertThat(kept).hasSizeBetween(2500, 2999).isSubsetOf(texts(had));
      assertThat(kept).contains("element 00000" + " ".repeat(7)).isSorted();
      assertThat(kept.get(kept.size() - 1)).startsWith("element 02999");
      assertThat(salvage.parts()).hasSize(1);
      PartialKey part = salvage.parts().get(0);
      assertThat(part.type()).isEqualTo("list");
      assertThat(part.database()).isEqualTo(DATABASE);
      assertThat(part.kept()).isEqualTo(kept.size());
      assertThat(new String(part.name(), StandardCharsets.US_ASCII)).isEqualTo("queue:1");
    }
  }

  @Test
  void whereTheLengthOfANodeIsDamagedThoseBehindItAreFound() throws IOException {
    List<byte[]> had = elements(3000, 20);
    byte[] image = image(RdbValue.list(had));
    int second = find(image, "element 00400");
    while (!(image[second] == 2 && image[second + 1] == 0x5F)) {
      second++;
    }
    Arrays.fill(image, second - 2, second + 8, (byte) 0x77);
    List<String> kept = contents(image, look(image, true)).get("queue:1");
    assertThat(kept).hasSizeBetween(2000, 2990).isSubsetOf(texts(had)).isSorted();
    assertThat(kept.get(kept.size() - 1)).startsWith("element 02999");
  }

  @Test
  void theDeadlineIsKept() throws IOException {
    byte[] image = image(RdbValue.list(elements(3000, 20)));
    int from = find(image, "element 01500");
    Arrays.fill(image, from, from + 30, (byte) 0);
    byte[] written = written(image, look(image, true));
    List<Long> deadlines = new ArrayList<>();
    RdbHandler handler =
        new RdbHandler() {
          @Override
          public boolean key(RdbKeyHeader key) {
            if (key.hasDeadline()) {
              deadlines.add(key.deadline());
            }
            return false;
          }
        };
    RdbImage read =
        RdbReader.read(
            new MemorySource("new", written), 0, RdbOptions.forAof(), RdbDepth.DEEP, handler);
    assertThat(deadlines).containsExactly(DEADLINE);
    assertThat(read.isWhole()).isTrue();
    assertThat(read.damages()).isEmpty();
    assertThat(read.keysWithExpiry()).isEqualTo(1);
  }

  @Test
  void ofAHashOfBareStringsThePairsInFrontOfTheDamageAreKept() throws IOException {
    Map<String, String> had = pairs(400, 100);
    for (byte with : new byte[] {0, (byte) 0xAA}) {
      byte[] image = image(hash(had));
      int from = find(image, "field 300") - 20;
      Arrays.fill(image, from, from + 30, with);
      RdbSalvage salvage = look(image, true);
      List<String> kept = contents(image, salvage).get("queue:1");
      assertThat(kept).hasSizeBetween(280, 300);
      kept.forEach(pair -> assertThat(had).containsEntry(pair.split("=")[0], pair.split("=")[1]));
      assertThat(salvage.parts().get(0).announced()).hasValue(400);
    }
  }

  @Test
  void ofAPackedHashThePairsInFrontOfTheDamageAreKept() throws IOException {
    Map<String, String> had = pairs(60, 40);
    byte[] image = image(hash(had));
    int from = find(image, "field 50") - 20;
    Arrays.fill(image, from, from + 30, (byte) 0xAA);
    RdbSalvage salvage = look(image, true);
    List<String> kept = contents(image, salvage).get("queue:1");
    assertThat(kept).hasSizeBetween(45, 50);
    kept.forEach(pair -> assertThat(had).containsEntry(pair.split("=")[0], pair.split("=")[1]));
    assertThat(salvage.parts().get(0).announced()).hasValue(60);
  }

  @Test
  void aSetOfWhichBytesAreMissingTakesInNoRecord() throws IOException {
    // The first of three members lacks bytes up to behind the type of the next key, so that its
    // name and its value are the other two. Its name is unlike all others.
    byte[] image = image(RdbValue.string(bytes("here")));
    int from = find(image, "queue:1") - 2;
    var damaged = new ByteArrayOutputStream();
    damaged.write(image, 0, from);
    damaged.writeBytes(bytes("\2\7queue:1\3"));
    damaged.writeBytes(new byte[] {(byte) 0xC3, 29, 38});
    damaged.writeBytes(bytes("\7me" + "er-2" + " \7".repeat(10) + "!\0"));
    damaged.writeBytes(bytes("\4Zx-7\11the value"));
    int behind = find(image, "here") + 4;
    damaged.write(image, behind, image.length - behind);
    RdbSalvage salvage = look(damaged.toByteArray(), true);
    assertThat(salvage.parts()).isEmpty();
    assertThat(contents(damaged.toByteArray(), salvage)).hasSize(2 * BEFORE);
  }

  @Test
  void ofAPackedHashOfWhichBytesAreMissingNothingIsMadeOfTwoHalves() throws IOException {
    Map<String, String> had = pairs(60, 40);
    byte[] image = image(hash(had));
    int pair = find(image, "field 51") - find(image, "field 50");
    int from = find(image, "field 20") + 30;
    byte[] shorter = new byte[image.length - pair];
    System.arraycopy(image, 0, shorter, 0, from);
    System.arraycopy(image, from + pair, shorter, from, image.length - from - pair);
    assertThat(contents(shorter, look(shorter, true))).doesNotContainKey("queue:1");
  }

  @Test
  void ofAStreamTheOtherNodesAndTheGroupsAreKept() throws IOException {
    byte[] image = image(new RdbValue.StreamValue(new Entries(1000)));
    int from = find(image, "entry 00500");
    Arrays.fill(image, from, from + 30, (byte) 0);
    RdbSalvage salvage = look(image, true);
    List<String> kept = contents(image, salvage).get("queue:1");
    assertThat(kept).hasSizeBetween(890, 1000).contains("group 1000-1", "1-1", "1000-1");
    PartialKey part = salvage.parts().get(0);
    assertThat(part.withoutGroups()).isFalse();
    assertThat(part.announced()).hasValue(1000);
    assertThat(part.kept()).isEqualTo(kept.size() - 1);
  }

  @Test
  void ofATornImageTheLastKeyMayBeAPart() throws IOException {
    byte[] image = image(new RdbValue.StreamValue(new Entries(1000)));
    byte[] torn = Arrays.copyOf(image, find(image, "entry 00500"));
    RdbSalvage salvage = look(torn, true);
    List<String> kept = contents(torn, salvage).get("queue:1");
    assertThat(kept).hasSizeBetween(450, 500).contains("1-1");
    assertThat(salvage.parts().get(0).withoutGroups()).isTrue();
  }

  @Test
  void aStringIsNeverCut() throws IOException {
    byte[] text = "text ".repeat(500).getBytes(StandardCharsets.US_ASCII);
    byte[] image = image(RdbValue.string(text));
    byte[] torn = Arrays.copyOf(image, find(image, "queue:1") + 100);
    RdbSalvage salvage = look(torn, true);
    assertThat(salvage.parts()).isEmpty();
    assertThat(contents(torn, salvage)).hasSize(BEFORE);
  }

  @Test
  void aKeyWhoseNameIsInDoubtIsNotKeptInPart() throws IOException {
    byte[] image = image(RdbValue.list(elements(3000, 20)));
    int name = find(image, "queue:1");
    Arrays.fill(image, name + 3, name + 9, (byte) 0xA1);
    RdbSalvage salvage = look(image, true);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(salvage.parts()).isEmpty();
  }

  /** A stream of which each entry has one field, and with a group. */
  private record Entries(int count) implements StreamData {
    @Override
    public Head head() {
      return new Head(new StreamId(count, 1), StreamId.ZERO, count, 1);
    }

    @Override
    public void tellEntries(EntrySink sink) throws IOException {
      for (int i = 1; i <= count; i++) {
        var strings = sink.entry(i, 1, 1);
        strings.bytes("field".getBytes(StandardCharsets.US_ASCII));
        strings.bytes(String.format("entry %05d", i).getBytes(StandardCharsets.US_ASCII));
      }
    }

    @Override
    public void tellGroups(GroupSink sink) throws IOException {
      sink.group("group".getBytes(StandardCharsets.US_ASCII), new StreamId(count, 1), count, 0);
      sink.consumers(0);
    }
  }

  /** Strings, the value under the name queue:1 with a deadline, and strings. */
  private static byte[] image(RdbValue value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer =
        new RdbWriter(
            Channels.newChannel(bytes),
            REDIS_7,
            new RdbWriterOptions(false, true, RdbWriterOptions.DEFAULT.mayLose()));
    writer.begin();
    writer.database(DATABASE, 2 * BEFORE + 4, 1);
    for (int i = 0; i < BEFORE; i++) {
      writer.key(key("user:" + (100 + i)), RdbValue.string(bytes("a value of " + i)));
    }
    writer.key(new KeyHead(bytes("queue:1"), DEADLINE, KeyHead.NONE, KeyHead.NONE), value);
    for (int i = 0; i < BEFORE; i++) {
      writer.key(key("user:" + (200 + i)), RdbValue.string(bytes("a value of " + i)));
    }
    writer.key(key("queue:2"), RdbValue.list(elements(3, 9)));
    writer.end();
    return bytes.toByteArray();
  }

  private static List<byte[]> elements(int count, int length) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = String.format("element %05d", i);
      all.add(bytes(text + " ".repeat(Math.max(0, length - text.length()))));
    }
    return all;
  }

  private static List<String> texts(List<byte[]> of) {
    return of.stream().map(each -> new String(each, StandardCharsets.US_ASCII)).toList();
  }

  private static Map<String, String> pairs(int count, int length) {
    Random random = new Random(5);
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(length, 'a', 'z').forEach(each -> text.append((char) each));
      pairs.put("field " + i, text.toString());
    }
    return pairs;
  }

  private static RdbValue hash(Map<String, String> pairs) {
    return new RdbValue.HashValue(
        sink -> {
          for (Map.Entry<String, String> pair : pairs.entrySet()) {
            sink.field(KeyHead.NONE).bytes(bytes(pair.getKey()));
            sink.value().bytes(bytes(pair.getValue()));
          }
        });
  }

  private static RdbSalvage look(byte[] image, boolean partialValues) throws IOException {
    return Salvager.look(
        new MemorySource("image", image),
        0,
        SalvageOptions.defaults().withPartialValues(partialValues));
  }

  private static byte[] written(byte[] image, RdbSalvage salvage) throws IOException {
    var source = new PiecedSource(new MemorySource("image", image), salvage.pieces());
    byte[] written = new byte[(int) source.size()];
    source.read(0, java.nio.ByteBuffer.wrap(written));
    return written;
  }

  /** The elements of each key of the new image, which must be sound. */
  private static Map<String, List<String>> contents(byte[] image, RdbSalvage salvage)
      throws IOException {
    Map<String, List<String>> all = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    RdbHandler handler =
        new RdbHandler() {
          @Override
          public boolean key(RdbKeyHeader key) throws IOException {
            current.clear();
            all.put(text(key.name()), List.of());
            return true;
          }

          @Override
          public void element(RdbBytes element) throws IOException {
            current.add(text(element));
          }

          @Override
          public void field(RdbBytes field) throws IOException {
            current.add(text(field));
          }

          @Override
          public void value(RdbBytes value) throws IOException {
            current.add(current.remove(current.size() - 1) + "=" + text(value));
          }

          @Override
          public void streamEntry(
              long milliseconds, long sequence, boolean deleted, boolean master, long fields) {
            current.add(milliseconds + "-" + sequence);
          }

          @Override
          public void streamGroup(RdbBytes name, long ms, long seq, long read) throws IOException {
            current.add(text(name) + " " + ms + "-" + seq);
          }

          @Override
          public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
            String last = all.keySet().stream().reduce((one, two) -> two).orElseThrow();
            all.put(last, List.copyOf(current));
            assertThat(isSound).isTrue();
          }
        };
    RdbImage read =
        RdbReader.read(
            new MemorySource("new", written(image, salvage)),
            0,
            RdbOptions.forAof(),
            RdbDepth.DEEP,
            handler);
    assertThat(read.problem()).isNull();
    assertThat(read.keys()).isEqualTo(salvage.kept());
    all.remove("queue:2");
    return all;
  }

  private static String text(RdbBytes bytes) throws IOException {
    return new String(bytes.toByteArray(1 << 16), StandardCharsets.US_ASCII);
  }

  private static KeyHead key(String name) {
    return KeyHead.of(bytes(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int find(byte[] image, String text) {
    byte[] wanted = bytes(text);
    for (int at = 0; at + wanted.length <= image.length; at++) {
      if (Arrays.equals(wanted, 0, wanted.length, image, at, at + wanted.length)) {
        return at;
      }
    }
    throw new IllegalArgumentException(text);
  }
}
