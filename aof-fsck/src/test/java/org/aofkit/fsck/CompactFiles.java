package org.aofkit.fsck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A data directory with more history than data, and what is in it. */
final class CompactFiles {
  static final String INCR = "appendonly.aof.1.incr.aof";

  private CompactFiles() {}

  /** One key with as many older values, 37 bytes each, and another key. */
  static Path data(Path folder, int dead) throws IOException {
    StringBuilder log = new StringBuilder(command("SELECT", "0"));
    for (int i = 0; i < dead; i++) {
      log.append(command("SET", "key", "val:" + (10_000 + i)));
    }
    return data(folder, log.append(command("SET", "key", "last")).append(other()).toString());
  }

  private static String other() {
    return command("RPUSH", "list", "a", "b");
  }

  static Path data(Path folder, String log) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path aof = Files.createDirectory(data.resolve("appendonlydir"));
    Files.writeString(aof.resolve("appendonly.aof.manifest"), "file " + INCR + " seq 1 type i\n");
    Files.writeString(aof.resolve(INCR), log, StandardCharsets.ISO_8859_1);
    return data;
  }

  static String command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString();
  }

  /** All files of a directory but those of journals, as text. */
  static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .filter(path -> !path.toString().contains(".aof-fsck"))
          .forEach(path -> contents.put(root.relativize(path).toString(), text(path)));
    }
    return contents;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
