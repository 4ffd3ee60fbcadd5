package org.aofkit.fuzz.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner against the reference on files that servers wrote, and on what befell them. */
class ScannerOnRealFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"acceptance", "aof", "damaged", "incident"})
  void filesAreReadAsTheReferenceReadsThem(String folder) throws IOException {
    List<Path> files = files(Servers.testdata(folder));
    assertThat(files).hasSizeGreaterThan(0);
    for (Path path : files) {
      try {
        compare(path);
      } catch (AssertionError e) {
        throw new AssertionError(path.toString(), e);
      }
    }
  }

  /** Everything that might hold commands; an image, or a manifest, is as good as any bytes. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().matches(".*[.](json|md|tsv|txt)"))
          .sorted()
          .toList();
    }
  }

  private static void compare(Path path) throws IOException {
    byte[] file = Files.readAllBytes(path);
    Comparison comparison = new Comparison(file);
    for (IoMode mode : IoMode.values()) {
      try (ByteSource source = FileSources.open(path, mode)) {
        comparison.onePass(source, 100);
        comparison.onePass(source, 1 << 20);
      }
    }
    for (int window : comparison.windows()) {
      comparison.onePass(new MemorySource("memory", file), window);
    }
    comparison.restarts(new MemorySource("memory", file), 64);
    comparison.limits(new MemorySource("memory", file), 4096);
    comparison.from(new MemorySource("memory", file), 4096, behindAnImage(file));
  }

  /** Behind the first nine bytes that could be an image's, or 1. */
  private static long behindAnImage(byte[] file) {
    for (int at = 0; at + 1 < file.length; at++) {
      if (file[at] == '*' && file[at + 1] == '2' && at > 8) {
        return at;
      }
    }
    return 1;
  }
}
