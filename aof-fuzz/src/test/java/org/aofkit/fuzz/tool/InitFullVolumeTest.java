package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.fuzz.fs.SmallVolume;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init --min-free} on a volume without one free byte: the server may start in any case. */
class InitFullVolumeTest {
  private static final int COMMANDS = 4_000;
  private static final String INCR = "appendonly.aof.1.incr.aof";

  @TempDir Path folder;

  @Test
  void throughAQuarantineOnAnotherVolumeItWinsSpace() throws IOException {
    try (SmallVolume volume = full()) {
      Path quarantine = folder.resolve("quarantine");

      ToolRun init = init("--quarantine", quarantine.toString());

      assertThat(init.exitCode()).as(init.said()).isZero();
      assertThat(init.said()).contains("compacted from ");
      assertThat(Files.getFileStore(volume.root()).getUsableSpace()).isGreaterThan(100_000);
      assertThat(aof().resolve(INCR)).doesNotExist();
      assertThat(Files.list(quarantine)).isNotEmpty();
    }
  }

  @Test
  void withoutOneItSaysWhatNeedsNoByteThere() throws IOException {
    try (SmallVolume volume = full()) {
      byte[] before = Files.readAllBytes(aof().resolve(INCR));

      ToolRun init = init();

      assertThat(init.exitCode()).as(init.said()).isZero();
      assertThat(init.said())
          .contains("bytes more have to be free in ")
          .contains("aof-fsck rescue --scratch DIR " + volume.root());
      assertThat(aof().resolve(INCR)).hasBinaryContent(before);
    }
  }

  private ToolRun init(String... more) {
    String[] words = new String[more.length + 4];
    words[0] = "init";
    words[1] = "--min-free";
    words[2] = "20%";
    System.arraycopy(more, 0, words, 3, more.length);
    words[words.length - 1] = folder.resolve("data").toString();
    return ToolRun.of(FileSystems.getDefault(), Map.of(), words);
  }

  private Path aof() {
    return folder.resolve("data").resolve("appendonlydir");
  }

  private SmallVolume full() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    SmallVolume volume = SmallVolume.mount(data, 4).orElse(null);
    Assumptions.assumeTrue(volume != null, "needs root to mount a tmpfs");
    Files.createDirectory(aof());
    StringBuilder log = new StringBuilder("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n");
    for (int i = 0; i < COMMANDS; i++) {
      log.append("*3\r\n$3\r\nSET\r\n$1\r\n").append(i % 10).append("\r\n$20\r\n");
      log.append("twenty bytes in all.\r\n");
    }
    Files.writeString(aof().resolve(INCR), log, StandardCharsets.US_ASCII);
    Files.writeString(aof().resolve("appendonly.aof.manifest"), "file " + INCR + " seq 1 type i\n");
    volume.fill();
    return volume;
  }
}
