package org.aofkit.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerMemoryTest {
  @TempDir Path folder;

  private OptionalLong limit(String groups) throws IOException {
    Path file = Files.writeString(folder.resolve("cgroup"), groups);
    return new ContainerMemory(file, folder.resolve("sys")).limit();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("sys").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void theLeastOfAllGroupsAboveCounts() throws IOException {
    write("pod/memory.max", "300000000\n");
    write("pod/box/memory.max", "max\n");
    write("memory.max", "900000000\n");

    assertThat(limit("0::/pod/box\n")).hasValue(300_000_000);
    assertThat(limit("0::/gone/from/here\n")).hasValue(900_000_000);
  }

  @Test
  void theFirstVersionCountsTooAndItsLargestNumberIsNone() throws IOException {
    write("memory/docker/x/memory.limit_in_bytes", "67108864\n");
    write("memory/memory.limit_in_bytes", "9223372036854771712\n");

    assertThat(limit("9:name=systemd:/\n4:memory:/docker/x\n0::/\n")).hasValue(67_108_864);
    assertThat(limit("4:memory:/\n")).isEmpty();
  }

  @Test
  void whereNothingIsSaidThereIsNoLimit() throws IOException {
    assertThat(limit("")).isEmpty();
    assertThat(limit("nonsense\n0::/../../etc\n")).isEmpty();
    assertThat(new ContainerMemory(folder.resolve("none"), folder).limit()).isEmpty();
  }
}
