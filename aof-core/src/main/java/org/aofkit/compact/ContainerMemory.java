package org.aofkit.compact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory the container of this process may take, heap and all: the least of what the
 * control groups of Linux say that it is in, of either version. Pages of files count there too, but
 * give way.
 */
final class ContainerMemory {
  /** The first version says 2^63 rounded down to a page where there is no limit. */
  private static final long NO_LIMIT = 1L << 60;

  private final Path groups;
  private final Path mounted;

  /**
   * A look at these files.
   *
   * @param groups as {@code /proc/self/cgroup}
   * @param mounted as {@code /sys/fs/cgroup}
   */
  ContainerMemory(Path groups, Path mounted) {
    this.groups = groups;
    this.mounted = mounted;
  }

  /** That of this process. */
  static ContainerMemory ofThisProcess() {
    return new ContainerMemory(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /** Bytes; empty where there is no limit, or none that can be seen. */
  OptionalLong limit() {
    long least = NO_LIMIT;
    for (String line : lines(groups)) {
      String[] words = line.split(":", 3);
      if (words.length == 3 && words[1].isEmpty()) {
        least = Math.min(least, least(mounted, words[2], "memory.max"));
      } else if (words.length == 3 && words[1].equals("memory")) {
        Path top = mounted.resolve("memory");
        least = Math.min(least, least(top, words[2], "memory.limit_in_bytes"));
      }
    }
    return least == NO_LIMIT ? OptionalLong.empty() : OptionalLong.of(least);
  }

  /** Of a group and all above it. In a container its own is often mounted as the top. */
  private static long least(Path top, String group, String name) {
    long least = NO_LIMIT;
    Path at = top.resolve(group.substring(group.startsWith("/") ? 1 : 0)).normalize();
    while (at != null && at.startsWith(top)) {
      for (String line : lines(at.resolve(name))) {
        if (line.matches("[0-9]{1,18}")) {
          least = Math.min(least, Long.parseLong(line));
        }
      }
      at = at.getParent();
    }
    return least;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException | SecurityException e) {
      // Another system, or a container that hides it: then nobody can tell.
      return List.of();
    }
  }
}
