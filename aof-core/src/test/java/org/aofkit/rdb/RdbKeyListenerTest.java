package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

class RdbKeyListenerTest {
  private static List<RdbKey> keys(Path file, RdbOptions options) throws IOException {
    List<RdbKey> keys = new ArrayList<>();
    byte[] bytes = Files.readAllBytes(file);
    RdbStepper.step(new MemorySource("rdb", bytes), 0, options, keys::add);
    return keys;
  }

  @Test
  void everyKeyOfEveryRealFileIsTold() throws IOException {
    for (Path file : TestData.files("rdb", ".rdb")) {
      Map<String, Object> expected =
          TestData.json(Path.of(file.toString().replaceAll("rdb$", "json")));
      assertThat(keys(file, RdbOptions.forAof()))
          .as(file.toString())
          .hasSize(((Long) expected.get("keysInFile")).intValue());
    }
  }

  @Test
  void namesTypesDatabasesAndDeadlinesAreThoseTheServerShows() throws IOException {
    int compared = 0;
    for (Path file : TestData.files("rdb", ".rdb")) {
      String folder = file.getParent().getFileName().toString();
      if (!folder.startsWith("redis-7") && !folder.startsWith("redis-8")) {
        // Older ones give deadlines that were computed from what was left.
        continue;
      }
      Map<String, String> told = new TreeMap<>();
      for (RdbKey key : keys(file, new RdbOptions(64, true))) {
        if (!key.isCut()) {
          String deadline = key.deadline().isPresent() ? "" + key.deadline().getAsLong() : "null";
          String type = key.type().equals("module") ? "" : key.type();
          String name = new String(key.name(), StandardCharsets.ISO_8859_1);
          told.put(key.database() + ":" + escaped(name), type + " " + deadline);
        }
      }
      compared += compare(file, told);
    }
    assertThat(compared).isGreaterThan(1000);
  }

  private static int compare(Path file, Map<String, String> told) throws IOException {
    int compared = 0;
    Map<String, Object> expected =
        TestData.json(Path.of(file.toString().replaceAll("rdb$", "json")));
    for (Object db : (List<?>) expected.get("databases")) {
      Object number = ((Map<?, ?>) db).get("db");
      for (Object each : (List<?>) ((Map<?, ?>) db).get("keys")) {
        Map<?, ?> key = (Map<?, ?>) each;
        String name = (String) key.get("key");
        if (name.startsWith("b64:") || name.startsWith("zb64:")) {
          continue;
        }
        String found = told.get(number + ":" + name);
        assertThat(found).as(file + " " + name).isNotNull();
        if (!found.startsWith(" ")) {
          assertThat(found).as(file + " " + name).startsWith(key.get("type") + " ");
        }
        assertThat(found).as(file + " " + name).endsWith(" " + key.get("expireAtMs"));
        compared++;
      }
    }
    return compared;
  }

  private static String escaped(String bytes) {
    StringBuilder text = new StringBuilder();
    for (char c : bytes.toCharArray()) {
      if (c == '\\') {
        text.append("\\\\");
      } else if (c >= 0x20 && c < 0x7f) {
        text.append(c);
      } else {
        text.append(String.format("\\x%02x", (int) c));
      }
    }
    return text.toString();
  }

  @Test
  void aListenerMayEndTheStepping() throws IOException {
    byte[] bytes = Files.readAllBytes(TestData.folder("rdb/redis-7.0.15/one-of-each.rdb"));
    assertThatThrownBy(
            () ->
                RdbStepper.step(
                    new MemorySource("rdb", bytes),
                    0,
                    RdbOptions.forAof(),
                    key -> {
                      throw new IOException("enough");
                    }))
        .hasMessage("enough");
  }
}
