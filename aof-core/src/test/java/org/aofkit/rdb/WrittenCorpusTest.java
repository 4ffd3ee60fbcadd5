package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.packed.Intset;
import org.aofkit.rdb.packed.IntsetWriter;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;
import org.aofkit.rdb.packed.PackedWriter;
import org.aofkit.rdb.packed.Ziplist;
import org.aofkit.rdb.packed.ZiplistWriter;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.rdb.write.ScoredMembers;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The containers that real servers have written are, entry by entry, written again the same. */
class WrittenCorpusTest {
  /** Redis 2.6: ziplists have encodings for small numbers. */
  private static final char FIRST_WITH_ALL_NUMBERS = '6';

  private static final Map<String, RdbTarget> TARGETS =
      Map.of(
          "redis-5.0.14", RdbTarget.REDIS_5_TO_6,
          "redis-6.2.16", RdbTarget.REDIS_5_TO_6,
          "redis-7.0.15", RdbTarget.of(Server.REDIS_7_0),
          "redis-7.2.6", RdbTarget.of(Server.REDIS_7_2),
          "redis-7.4.1", RdbTarget.of(Server.REDIS_7_4),
          "redis-8.0.6", RdbTarget.of(Server.REDIS_8_0),
          "valkey-8.0.1", RdbTarget.of(Server.VALKEY_8),
          "valkey-9.1.2", RdbTarget.of(Server.VALKEY_9));

  /** Written by servers that were told other limits than the default ones. */
  private static final List<String> WITH_OTHER_LIMITS =
      List.of("list-node-5-entries.rdb", "list-packed-threshold.rdb");

  private final Map<Integer, Integer> seen = new TreeMap<>();

  @Test
  void everyRealContainerIsWrittenTheSame() throws Exception {
    for (Path file : TestData.files("rdb", ".rdb")) {
      byte[] image = Files.readAllBytes(file);
      if (image[7] == '0' && image[8] < FIRST_WITH_ALL_NUMBERS) {
        continue;
      }
      List<Long> offsets = new ArrayList<>();
      RdbStepper.step(
          new MemorySource("rdb", image),
          0,
          RdbOptions.forDump(),
          key -> offsets.add(key.offset()));
      boolean isValkey9 = RdbMagic.dialectOf(image, image.length) == Dialect.VALKEY;
      for (long offset : offsets) {
        record(file, image, offset, isValkey9);
      }
    }
    assertThat(seen.keySet()).containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 25);
    assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(1000);
  }

  @Test
  void everyRealValueWithAnOrderIsWrittenTheSame() throws Exception {
    Map<String, Integer> kinds = new TreeMap<>();
    for (var folder : TARGETS.entrySet()) {
      for (Path file : TestData.files("rdb/" + folder.getKey(), ".rdb")) {
        if (!WITH_OTHER_LIMITS.contains(file.getFileName().toString())) {
          byte[] image = Files.readAllBytes(file);
          RdbReader.read(
              new MemorySource("rdb", image),
              0,
              RdbOptions.forDump(),
              RdbDepth.DEEP,
              new Ordered(file.toString(), image, folder.getValue(), kinds));
        }
      }
    }
    assertThat(kinds.keySet()).containsExactly("list", "set", "string", "zset");
    assertThat(kinds.values()).allMatch(count -> count > 100);
  }

  private void record(Path file, byte[] image, long offset, boolean isValkey9) throws Exception {
    var reader = new RecordReader(image, offset);
    int type = reader.readByte();
    reader.string();
    String where = file.getFileName() + " @ " + offset;
    switch (type) {
      case 10, 12, 13 -> same(where, type, reader.string(), new Ziplist(), new ZiplistWriter());
      case 11 -> same(where, type, reader.string(), new Intset(), null);
      case 14 -> {
        for (long n = reader.length(); n > 0; n--) {
          same(where, type, reader.string(), new Ziplist(), new ZiplistWriter());
        }
      }
      case 16, 17, 20 -> listpack(where, type, reader, isValkey9);
      case 18 -> {
        for (long n = reader.length(); n > 0; n--) {
          if (reader.length() == 2) {
            listpack(where, type, reader, isValkey9);
          } else {
            reader.string();
          }
        }
      }
      case 15, 19, 21 -> {
        for (long n = reader.length(); n > 0; n--) {
          reader.string();
          listpack(where, type, reader, isValkey9);
        }
      }
      case 25 -> {
        for (int i = 0; i < Long.BYTES; i++) {
          reader.readByte();
        }
        listpack(where, type, reader, isValkey9);
      }
      default -> {
        // Plain, or a zipmap, which nobody writes any more.
      }
    }
  }

  private void listpack(String where, int type, RecordReader reader, boolean isValkey9)
      throws Exception {
    same(where, type, reader.string(), new Listpack(), new ListpackWriter(isValkey9));
  }

  /**
   * @param writer null for an intset
   */
  private void same(
      String where,
      int type,
      byte[] container,
      PackedContainer walker,
      @Nullable PackedWriter writer)
      throws Exception {
    var entries = new Entries(writer);
    walker.walk(new PackedInput().wrap(container, 0, container.length), entries);
    byte[] written = writer == null ? entries.intset() : writer.finish();
    int size = writer == null ? written.length : writer.size();
    assertThat(Arrays.mismatch(Arrays.copyOf(written, size), container)).as(where).isEqualTo(-1);
    seen.merge(type, 1, Integer::sum);
  }

  private static final class Entries implements PackedSink {
    private final @Nullable PackedWriter writer;
    private final List<Long> integers = new ArrayList<>();

    Entries(@Nullable PackedWriter writer) {
      this.writer = writer;
    }

    byte[] intset() {
      return IntsetWriter.encode(
          integers.stream().mapToLong(Long::longValue).toArray(), integers.size());
    }

    @Override
    public void integer(long value) {
      if (writer == null) {
        integers.add(value);
      } else {
        writer.integer(value);
      }
    }

    @Override
    public void bytes(byte[] array, int index, int length) {
      writer.bytes(array, index, length);
    }

    @Override
    public void large(long offsetInString, long length) throws IOException {
      throw new IOException("an entry of a string in memory is told whole");
    }
  }

  /** Takes the values whose parts have an order, and writes each of them again. */
  private static final class Ordered implements RdbHandler {
    private static final RdbWriterOptions AS_THEY_ARE =
        new RdbWriterOptions(false, true, Set.of());

    private final String file;
    private final byte[] image;
    private final RdbTarget target;
    private final Map<String, Integer> kinds;
    private final List<byte[]> strings = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private boolean areIntegers;

    Ordered(String file, byte[] image, RdbTarget target, Map<String, Integer> kinds) {
      this.file = file;
      this.image = image;
      this.target = target;
      this.kinds = kinds;
    }

    @Override
    public boolean key(RdbKeyHeader key) {
      strings.clear();
      scores.clear();
      areIntegers = key.typeCode() == RdbType.SET_INTSET.code();
      return true;
    }

    @Override
    public void string(RdbBytes value) throws IOException {
      strings.add(value.toByteArray(Integer.MAX_VALUE));
    }

    @Override
    public void element(RdbBytes element) throws IOException {
      string(element);
    }

    @Override
    public void member(RdbBytes member) throws IOException {
      string(member);
    }

    @Override
    public void scoredMember(RdbBytes member) throws IOException {
      string(member);
    }

    @Override
    public void score(double score) {
      scores.add(score);
    }

    @Override
    public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
      RdbValue value =
          switch (key.type()) {
            case "string" -> RdbValue.string(strings.get(0));
            case "list" -> RdbValue.list(strings);
            case "zset" -> new RdbValue.SortedSetValue(this::tellMembers);
            case "set" -> areIntegers ? RdbValue.set(strings) : null;
            default -> null;
          };
      if (value != null) {
        byte[] written = RdbWriter.payload(target, AS_THEY_ARE, value);
        byte[] expanded = RecordReader.expanded(image, key.offset(), end);
        assertThat(Arrays.mismatch(Arrays.copyOf(written, written.length - 10), expanded))
            .as(file + " @ " + key.offset())
            .isEqualTo(-1);
        kinds.merge(key.type(), 1, Integer::sum);
      }
    }

    private void tellMembers(ScoredMembers.Sink sink) throws IOException {
      for (int i = 0; i < strings.size(); i++) {
        sink.member(scores.get(i)).bytes(strings.get(i));
      }
    }
  }
}
