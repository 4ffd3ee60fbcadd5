package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.tool.ToolRun;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dumps that real servers have written, with hashes whose fields have deadlines, are damaged and
 * repaired by the whole tool: no key and no value is there that was not, the list of keys names
 * none either, and the server loads what is written. Several hundred with {@code
 * -Daofkit.rdb.fieldDumps=300}, others with {@code -Daofkit.rdb.seed=7}.
 */
class FieldDeadlineDumpsTest {
  private static final int TRIES = Integer.getInteger("aofkit.rdb.fieldDumps", 12);
  private static final long SEED = Long.getLong("aofkit.rdb.seed", 20261123);
  private static final long DEADLINE = 1_900_000_000_000L;

  @TempDir Path folder;

  /** One hash whose fields are most of the dump, some of them, and names as keys have them. */
  @ParameterizedTest
  @CsvSource({
    "REDIS_8_0, 30, 1, field:",
    "REDIS_8_0, 200, 12, field:",
    "REDIS_8_0, 100, 4, key:",
    "VALKEY_9, 30, 1, field:",
    "VALKEY_9, 200, 12, field:"
  })
  void damagedDumpsOfRealServersTakeNothingIn(Server server, int strings, int hashes, String name)
      throws Exception {
    Path program = Servers.program(server);
    byte[] image = dump(program, strings, hashes, name);
    Set<String> all = identities(image);
    Set<String> names = keys(image);

    try (DumpProbe probe = new DumpProbe(program, server, true, 16)) {
      for (int i = 0; i < TRIES; i++) {
        SpotDamage damage = SpotDamage.of(image, new Random(SEED + i));
        String what = damage.kind() + " at " + damage.from() + ", seed " + (SEED + i);
        Path file = Files.createDirectory(folder.resolve("try-" + i)).resolve("dump.rdb");
        Files.write(file, damage.bytes());
        Path list = folder.resolve("keys-" + i);
        ToolRun run =
            ToolRun.of(
                FileSystems.getDefault(),
                Map.of(),
                "repair",
                "--policy",
                "salvage",
                "--list-keys",
                list.toString(),
                file.toString());
        if (run.exitCode() > 1) {
          // What nobody can locate is written with --accept-loss only.
          assertThat(Files.readAllBytes(file)).as(what).isEqualTo(damage.bytes());
          continue;
        }
        byte[] written = Files.readAllBytes(file);
        assertThat(all).as(what).containsAll(identities(written));
        assertThat(probe.ask(written).loads()).as(what).isTrue();
        if (Files.exists(list)) {
          assertThat(names).as(what).containsAll(kept(list));
        }
      }
    }
  }

  private static List<String> kept(Path list) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      if (line.contains("\"state\":\"kept\"")) {
        int from = line.indexOf("\"key\":\"") + 7;
        kept.add(line.substring(from, line.indexOf('"', from)));
      }
    }
    return kept;
  }

  private static Set<String> identities(byte[] image) {
    return ImageKeys.of(image).keys().stream()
        .map(ImageKeys.Entry::identity)
        .collect(Collectors.toSet());
  }

  private static Set<String> keys(byte[] image) throws IOException {
    Set<String> names = new HashSet<>();
    for (String key : KeyContents.of(image, key -> true).keys()) {
      names.add(key.substring(key.indexOf('|') + 1));
    }
    return names;
  }

  private byte[] dump(Path program, int strings, int hashes, String field) throws Exception {
    Path data = Files.createTempDirectory(folder, "data");
    Random random = new Random(SEED);
    try (QuickServer server = QuickServer.start(program, data, Map.of());
        RespClient client = server.connect()) {
      for (int i = 0; i < strings; i++) {
        call(client, "SET", "key:" + i, "value-" + i + "-" + random.nextInt(1_000_000));
      }
      for (int i = 0; i < hashes; i++) {
        String hash = "profile:" + i;
        int count = 20 + 20 * random.nextInt(3);
        for (int j = 0; j < count; j++) {
          call(client, "HSET", hash, field + j, "some words of a value, " + words(random));
        }
        int every = random.nextInt(3) == 0 ? 3 : count;
        for (int j = 3; j < count; j += every) {
          String deadline = Long.toString(DEADLINE + random.nextInt(3));
          call(client, "HPEXPIREAT", hash, deadline, "FIELDS", "1", field + j);
        }
      }
      call(client, "SAVE");
    }
    return Files.readAllBytes(data.resolve("dump.rdb"));
  }

  private static String words(Random random) {
    return Long.toHexString(random.nextLong()) + " " + Long.toHexString(random.nextLong()) + " etc";
  }

  private static void call(RespClient client, String... words) throws IOException {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    assertThat(client.call(all).isFailure()).as(String.join(" ", words)).isFalse();
  }
}
