package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.rdb.write.ScoredMembers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/**
 * The values that real servers have written, told in the order of the file, are written again the
 * same, but for compression.
 */
class WrittenValuesTest {
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

  @Test
  void everyRealValueToldInItsOrderIsWrittenTheSame() throws Exception {
    Map<String, Integer> kinds = new TreeMap<>();
    List<String> different = new ArrayList<>();
    for (var folder : TARGETS.entrySet()) {
      for (Path file : TestData.files("rdb/" + folder.getKey(), ".rdb")) {
        if (hasDefaultLimits(file)) {
          byte[] image = Files.readAllBytes(file);
          RdbReader.read(
              new MemorySource("rdb", image),
              0,
              RdbOptions.forDump(),
              RdbDepth.DEEP,
              new Rewriter(file.toString(), image, folder.getValue(), kinds, different));
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(kinds.keySet()).containsExactly("hash", "list", "set", "string", "zset");
    assertThat(kinds.values()).allMatch(count -> count > 50);
  }

  /** Whether the server that wrote it had not been told other limits of encodings. */
  private static boolean hasDefaultLimits(Path file) throws IOException {
    if (file.endsWith("list-packed-threshold.rdb")) {
      // DEBUG QUICKLIST-PACKED-THRESHOLD is not in the settings.
      return false;
    }
    String name = file.getFileName().toString().replace(".rdb", ".json");
    Map<?, ?> settings = (Map<?, ?>) TestData.json(file.resolveSibling(name)).get("conf");
    return settings.keySet().stream().noneMatch(setting -> setting.toString().contains("-max-"));
  }

  /** Takes values in the order of the file, and writes each of them again. */
  private static final class Rewriter implements RdbHandler {
    private static final RdbWriterOptions AS_THEY_ARE = new RdbWriterOptions(false, true, Set.of());

    private static final byte[] PERSISTED = "persisted".getBytes(StandardCharsets.US_ASCII);

    private final String file;
    private final byte[] image;
    private final RdbTarget target;
    private final Map<String, Integer> kinds;
    private final List<byte[]> strings = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private final List<Long> deadlines = new ArrayList<>();
    private final List<String> different;

    Rewriter(
        String file,
        byte[] image,
        RdbTarget target,
        Map<String, Integer> kinds,
        List<String> different) {
      this.different = different;
      this.file = file;
      this.image = image;
      this.target = target;
      this.kinds = kinds;
    }

    @Override
    public boolean key(RdbKeyHeader key) throws IOException {
      strings.clear();
      scores.clear();
      deadlines.clear();
      // Its fields had deadlines once, and servers keep the encoding for those.
      return !Arrays.equals(key.name().toByteArray(PERSISTED.length + 1), PERSISTED);
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
    public void field(RdbBytes field) throws IOException {
      string(field);
    }

    @Override
    public void value(RdbBytes value) throws IOException {
      string(value);
    }

    @Override
    public void fieldDeadline(long deadline) {
      deadlines.add(deadline);
    }

    @Override
    public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
      RdbValue value =
          switch (key.type()) {
            case "string" -> new RdbValue.Text(sink -> sink.bytes(strings.get(0)));
            case "list" -> RdbValue.list(strings);
            case "zset" -> new RdbValue.SortedSetValue(this::tellMembers);
            case "set" -> RdbValue.set(strings);
            case "hash" -> new RdbValue.HashValue(this::tellFields);
            default -> null;
          };
      if (value != null && !strings.isEmpty()) {
        byte[] written = RdbWriter.payload(target, AS_THEY_ARE, value);
        byte[] expanded = RecordReader.expanded(image, key.offset(), end);
        if (!Arrays.equals(Arrays.copyOf(written, written.length - 10), expanded)) {
          different.add(file + " @ " + key.offset());
        }
        kinds.merge(key.type(), 1, Integer::sum);
      }
    }

    private void tellFields(HashFields.Sink sink) throws IOException {
      for (int i = 0; i < strings.size(); i += 2) {
        sink.field(deadlines.isEmpty() ? KeyHead.NONE : deadlines.get(i / 2)).bytes(strings.get(i));
        sink.value().bytes(strings.get(i + 1));
      }
    }

    private void tellMembers(ScoredMembers.Sink sink) throws IOException {
      for (int i = 0; i < strings.size(); i++) {
        sink.member(scores.get(i)).bytes(strings.get(i));
      }
    }
  }
}
