package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The containers that real servers have written are, entry by entry, written again the same. */
class WrittenContainersTest {
  /** Redis 2.6: ziplists have encodings for small numbers. */
  private static final char FIRST_WITH_ALL_NUMBERS = '6';

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
    assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(900);
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
}
