package org.aofkit.fuzz.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.aofkit.rdb.write.Elements;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.ScoredMembers;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.server.Server;

/**
 * Writes dumps to measure with, as Redis 7.0 would in its default settings, so that every server
 * and tool reads them. The same arguments give the same bytes.
 */
public final class RdbFiles {
  /** What a dump is made of. */
  public enum Shape {
    /** Small strings, 33 bytes with their key: some 32 million in 1 GiB. */
    STR,
    /** All types, small and big: listpacks, intsets, tables, lists, streams with groups. */
    TYPES,
    /** Documents like JSON, some 1.7 KiB each, which compress to a third. */
    LZF;

    /** The file's name. */
    public String fileName() {
      return name().toLowerCase(Locale.ROOT) + ".rdb";
    }
  }

  private static final long BENCHMARK_SIZE = 1_000_000_000;
  private static final byte[] ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_".getBytes(US_ASCII);
  private static final String[] WORDS = {
    "amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "jetty",
    "knoll", "lagoon", "meadow", "north", "orchard", "prairie", "quarry", "ridge", "spring",
    "thicket", "upland", "valley", "willow", "yonder"
  };

  private final SplittableRandom random;
  private final RdbWriter writer;

  private RdbFiles(RdbWriter writer, long seed) {
    this.writer = writer;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Writes all three files: {@code RdbFiles DIRECTORY [BYTES [SEED]]}. The default is 1 GiB each.
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    long size = args.length > 1 ? Long.parseLong(args[1]) : 1L << 30;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    for (Shape shape : Shape.values()) {
      write(directory.resolve(shape.fileName()), shape, size, seed);
    }
  }

  /**
   * The file of 10^9 bytes that benchmarks share, in the directory that the system property {@code
   * aofkit.bench} names; made unless it is there.
   */
  static Path forBenchmark(Shape shape) throws IOException {
    String temporary = System.getProperty("java.io.tmpdir");
    Path directory =
        Files.createDirectories(Path.of(System.getProperty("aofkit.bench", temporary)));
    Path file = directory.resolve("bench-" + shape.fileName());
    if (!Files.exists(file) || Files.size(file) < BENCHMARK_SIZE) {
      write(file, shape, BENCHMARK_SIZE, 1);
    }
    return file;
  }

  /**
   * Writes one file, over what is there.
   *
   * @param size bytes to reach; the file ends with the first key that reaches it
   */
  public static void write(Path file, Shape shape, long size, long seed) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      RdbWriter writer = new RdbWriter(channel, RdbTarget.of(Server.REDIS_7_0));
      new RdbFiles(writer, seed).write(shape, size);
    }
  }

  private void write(Shape shape, long size) throws IOException {
    writer.begin();
    writer.aux("redis-ver", "7.0.15");
    writer.database(0);
    for (int i = 0; writer.position() < size; i++) {
      switch (shape) {
        case STR -> small(i);
        case TYPES -> mixed(i);
        case LZF -> text("doc:" + i, document(i));
      }
    }
    writer.end();
  }

  private void small(int i) throws IOException {
    byte[] key = ("key:" + (10_000_000 + i)).getBytes(US_ASCII);
    byte[] value = letters(18);
    writer.key(KeyHead.of(key), RdbValue.string(value));
  }

  private void mixed(int i) throws IOException {
    switch (i % 12) {
      case 0 -> text("text:" + i, letters(40 + random.nextInt(400)));
      case 1 -> text("count:" + i, Integer.toString(random.nextInt()).getBytes(US_ASCII));
      case 2 -> {
        byte[] value = letters(60);
        long deadline = 4_102_444_800_000L + random.nextInt(1_000_000_000);
        writer.key(
            KeyHead.of(("session:" + i).getBytes(US_ASCII), deadline), RdbValue.string(value));
      }
      case 3, 4 -> hash(i, 5 + random.nextInt(40));
      case 5 -> hash(i, 600);
      case 6 -> {
        List<byte[]> elements = strings(50 + random.nextInt(500), "");
        key("list:" + i, new RdbValue.ListValue(Elements.of(elements)));
      }
      case 7 -> ranking(i, 5 + random.nextInt(100));
      case 8 -> ranking(i, 300 + random.nextInt(300));
      case 9 -> key("tags:" + i, new RdbValue.SetValue(Elements.of(strings(80, "tag:"))));
      case 10 -> {
        List<byte[]> members = new ArrayList<>();
        long next = random.nextInt(1000);
        for (int k = 10 + random.nextInt(400); k > 0; k--) {
          next += 1 + random.nextInt(1000);
          members.add(Long.toString(next).getBytes(US_ASCII));
        }
        key("ids:" + i, new RdbValue.SetValue(Elements.of(members)));
      }
      default -> key("events:" + i, new RdbValue.StreamValue(new Events(i)));
    }
  }

  private void hash(int i, int count) throws IOException {
    List<byte[]> values = strings(count, "");
    HashFields fields =
        sink -> {
          for (int k = 0; k < count; k++) {
            sink.field(KeyHead.NONE).bytes(("field:" + k).getBytes(US_ASCII));
            sink.value().bytes(values.get(k));
          }
        };
    key("user:" + i, new RdbValue.HashValue(fields));
  }

  private void ranking(int i, int count) throws IOException {
    double[] scores = random.doubles(count).map(d -> Math.rint(d * 1e6) / 16).sorted().toArray();
    byte[] tail = letters(8);
    ScoredMembers members =
        sink -> {
          for (int k = count - 1; k >= 0; k--) {
            sink.member(scores[k])
                .bytes(("m:" + k + new String(tail, US_ASCII)).getBytes(US_ASCII));
          }
        };
    key("board:" + i, new RdbValue.SortedSetValue(members));
  }

  private List<byte[]> strings(int count, String prefix) {
    List<byte[]> strings = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      String text = prefix + k + new String(letters(8 + random.nextInt(24)), US_ASCII);
      strings.add(text.getBytes(US_ASCII));
    }
    return strings;
  }

  private byte[] document(int i) {
    var text = new StringBuilder(2000);
    text.append("{\"id\":").append(i).append(",\"name\":\"").append(word()).append(' ');
    text.append(word()).append("\",\"email\":\"").append(word()).append(random.nextInt(1000));
    text.append("@example.org\",\"active\":").append(random.nextBoolean()).append(",\"items\":[");
    int items = 8 + random.nextInt(16);
    for (int k = 0; k < items; k++) {
      text.append(k == 0 ? "" : ",").append("{\"sku\":\"").append(random.nextInt(100_000));
      text.append("\",\"title\":\"").append(word()).append(' ').append(word());
      text.append("\",\"quantity\":").append(1 + random.nextInt(9));
      text.append(",\"price\":").append(random.nextInt(10_000)).append('.');
      text.append(10 + random.nextInt(90)).append(",\"currency\":\"EUR\"}");
    }
    text.append("],\"note\":\"");
    for (int k = 0; k < 20; k++) {
      text.append(word()).append(' ');
    }
    return text.append("\"}").toString().getBytes(US_ASCII);
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private byte[] letters(int length) {
    byte[] letters = new byte[length];
    for (int k = 0; k < length; k++) {
      letters[k] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    return letters;
  }

  private void text(String key, byte[] value) throws IOException {
    key(key, RdbValue.string(value));
  }

  private void key(String key, RdbValue value) throws IOException {
    writer.key(KeyHead.of(key.getBytes(US_ASCII)), value);
  }

  /** A stream of 150 entries with one group, which has 20 of them pending. */
  private final class Events implements StreamData {
    private static final int ENTRIES = 150;
    private static final int PENDING = 20;
    private static final long FIRST = 1_700_000_000_000L;

    private final long start;
    private final byte[] value = letters(ENTRIES + 16);

    Events(int i) {
      this.start = FIRST + i;
    }

    @Override
    public Head head() {
      return new Head(new StreamId(start + ENTRIES - 1, 0), StreamId.ZERO, ENTRIES, 1);
    }

    @Override
    public void tellEntries(EntrySink sink) throws IOException {
      byte[] sensor = {'s', 'e', 'n', 's', 'o', 'r'};
      byte[] reading = {'v', 'a', 'l', 'u', 'e'};
      for (int k = 0; k < ENTRIES; k++) {
        var strings = sink.entry(start + k, 0, 2);
        strings.bytes(sensor);
        strings.integer(k % 7);
        strings.bytes(reading);
        strings.bytes(value, k, 16);
      }
    }

    @Override
    public void tellGroups(GroupSink sink) throws IOException {
      sink.group(new byte[] {'g'}, new StreamId(start + PENDING - 1, 0), PENDING, PENDING);
      for (int k = 0; k < PENDING; k++) {
        sink.pending(start + k, 0, FIRST + 1000, 1);
      }
      sink.consumers(1);
      sink.consumer(new byte[] {'c'}, FIRST + 1000, FIRST + 1000, PENDING);
      for (int k = 0; k < PENDING; k++) {
        sink.pendingOfConsumer(start + k, 0);
      }
    }
  }
}
