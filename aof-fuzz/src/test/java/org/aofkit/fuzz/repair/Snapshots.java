package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a directory, as a value; what a repair keeps aside is left out. */
final class Snapshots {
  private Snapshots() {}

  /** Names and bytes. */
  static Map<String, String> contents(Path dir) throws IOException {
    return snapshot(dir, false, false);
  }

  /** Names, bytes, times and modes. */
  static Map<String, String> contentsAndTimes(Path dir) throws IOException {
    return snapshot(dir, true, true);
  }

  /** Names, bytes and modes. */
  static Map<String, String> contentsAndModes(Path dir) throws IOException {
    return snapshot(dir, false, true);
  }

  private static Map<String, String> snapshot(Path dir, boolean times, boolean modes)
      throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.toList()) {
        String name = dir.relativize(path).toString();
        if (!name.startsWith(".aof-fsck")) {
          String bytes =
              Files.isDirectory(path) ? "" : HexFormat.of().formatHex(Files.readAllBytes(path));
          String time = times ? Files.getLastModifiedTime(path) + " " : "";
          String mode = modes ? Files.getAttribute(path, "unix:mode") + " " : "";
          entries.put(name, time + mode + bytes);
        }
      }
    }
    return entries;
  }
}
