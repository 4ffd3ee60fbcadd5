package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.Servers;

/** The real files of twelve servers. */
final class CorpusFiles {
  private CorpusFiles() {}

  /** All files, in order. */
  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(Servers.testdata("rdb"))) {
      return files.filter(file -> file.toString().endsWith(".rdb")).sorted().toList();
    }
  }

  /** The server that wrote a file, with its version: the folder's name. */
  static String producer(Path file) {
    return file.getParent().getFileName().toString();
  }
}
