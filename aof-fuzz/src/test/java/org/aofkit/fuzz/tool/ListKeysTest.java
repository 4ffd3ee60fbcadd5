package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code repair --list-keys}: every key of an image that is written anew. */
class ListKeysTest {
  private static final Pattern STATE = Pattern.compile("\"state\":\"([a-z]+)\"");
  private static final Pattern KEY = Pattern.compile("\"key\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** With a heap of 64 MiB as long a run as one likes: each key is written when it is met. */
  private static final int KEYS = Integer.getInteger("aofkit.keys", 20_000);

  @TempDir Path folder;

  private ToolRun run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(folder.resolve("dump.rdb").toString());
    return ToolRun.of(FileSystems.getDefault(), Map.of(), all.toArray(new String[0]));
  }

  @Test
  void everyKeyIsToldWithWhatBecomesOfIt() throws IOException {
    long size = dump();
    long from = size / 2;
    fill(from, 3_000);
    Path list = folder.resolve("keys.jsonl");

    ToolRun run = run("repair", "--dry-run", "--policy", "salvage", "--list-keys", list.toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(4);
    Map<String, Integer> states = new TreeMap<>();
    Map<String, Integer> names = new TreeMap<>();
    for (String line : Files.readAllLines(list)) {
      assertThat(line).startsWith("{\"file\":\"dump.rdb\",\"offset\":").endsWith("}");
      states.merge(first(STATE, line), 1, Integer::sum);
      names.merge(first(KEY, line), 1, Integer::sum);
    }
    assertThat(names.values()).containsOnly(1);
    assertThat(run.out()).contains(number(states.get("kept")) + " keys kept");
    int left = KEYS + 1 - states.get("kept");
    assertThat(left).isBetween(30, 400);
    assertThat(names).containsKeys("key:00000000", "\\\\xff\\\\x00 name");
  }

  @Test
  void aListIsNeverWrittenOverAFile() throws IOException {
    long size = dump();
    fill(size / 2, 3_000);
    Path list = Files.writeString(folder.resolve("keys.jsonl"), "mine");
    ToolRun run = run("repair", "--policy", "salvage", "--list-keys", list.toString());
    assertThat(run.exitCode()).isEqualTo(8);
    assertThat(run.err()).contains("is there already");
    assertThat(list).hasContent("mine");
  }

  @Test
  void aListThatAKilledRunHasLeftIsGoneOnWith() throws IOException {
    fill(dump() / 2, 3_000);
    Path list = folder.resolve("keys.jsonl");
    String[] words = {"repair", "--dry-run", "--policy", "salvage", "--list-keys", list.toString()};
    assertThat(run(words).exitCode()).isEqualTo(4);
    byte[] whole = Files.readAllBytes(list);

    Files.write(list, Arrays.copyOf(whole, whole.length / 3));
    assertThat(run(words).exitCode()).isEqualTo(4);
    assertThat(list).hasBinaryContent(whole);
    assertThat(run(words).exitCode()).isEqualTo(4);
    assertThat(list).hasBinaryContent(whole);

    Files.write(list, Arrays.copyOf(whole, whole.length + 1));
    assertThat(run(words).err()).contains("is there already");
    assertThat(list).hasSize(whole.length + 1L);
  }

  @Test
  void onStandardOutputTheLinesStandInFrontOfTheAnswer() throws IOException {
    long size = dump();
    fill(size / 2, 3_000);
    ToolRun run = run("repair", "--json", "--policy", "salvage", "--list-keys", "-");
    assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
    String[] lines = run.out().split("\n");
    assertThat(lines.length).isGreaterThan(KEYS - 400);
    assertThat(lines[0]).contains("\"state\":\"kept\"");
    assertThat(lines[lines.length - 1]).startsWith("{\"schema\":1");
  }

  private static String first(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return matcher.group(1);
  }

  private static String number(int value) {
    return Integer.toString(value);
  }

  private void fill(long from, int length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(folder.resolve("dump.rdb"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(length), from);
    }
  }

  private long dump() throws IOException {
    Path file = folder.resolve("dump.rdb");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      var writer = new RdbWriter(channel, RdbTarget.of(Server.REDIS_7_0));
      writer.begin();
      writer.database(0, KEYS + 1, 0);
      byte[] odd = {(byte) 0xFF, 0, ' ', 'n', 'a', 'm', 'e'};
      writer.key(KeyHead.of(odd), RdbValue.string(new byte[] {1}));
      for (int i = 0; i < KEYS; i++) {
        byte[] name = String.format("key:%08d", i).getBytes(StandardCharsets.US_ASCII);
        byte[] value = ("the value number " + i).getBytes(StandardCharsets.US_ASCII);
        writer.key(KeyHead.of(name), RdbValue.string(value));
      }
      writer.end();
    }
    return Files.size(file);
  }
}
