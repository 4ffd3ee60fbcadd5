package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
  private static final byte[] NOT_UTF_8 = {'a', (byte) 0xff, (byte) 0xe9, '%', '4', '1', '?', ' '};

  @TempDir Path directory;

  @Test
  void whatIsPrintedTellsTheName() {
    for (int b = 1; b < 256; b++) {
      if (b != '/') {
        FileName name = FileName.of(new byte[] {'a', (byte) b, '\\', 'x', '4', '1'});
        assertThat(FileName.ofPrinted(name.toString())).isEqualTo(name);
      }
    }
    for (String wrong : List.of("\\", "a\\x4", "\\x41", "\\n", "\t", "\u00e9", "\\xZZ", "\\x2f")) {
      assertThatThrownBy(() -> FileName.ofPrinted(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void everyByteASystemAllowsGoesThroughAPathUnchanged() throws IOException {
    for (int b = 1; b < 256; b++) {
      if (b != '/') {
        assertRoundTrip(FileName.of(new byte[] {'x', (byte) b, (byte) b}));
      }
    }
    assertRoundTrip(FileName.of(NOT_UTF_8));
    assertRoundTrip(FileName.of("naïve 日本.aof"));
  }

  private void assertRoundTrip(FileName name) throws IOException {
    Path file = name.resolveIn(directory);
    Files.write(file, new byte[0]);
    assertThat(FileName.of(file)).isEqualTo(name);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      assertThat(entries).map(FileName::of).containsExactly(name);
    }
    Files.delete(file);
  }

  @Test
  void namesGoThroughUnchangedInAJvmWhoseLocaleHasNoSuchCharacters() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var builder =
        new ProcessBuilder(
            java.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            WriteOddNames.class.getName(),
            directory.toString());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(FileName.of(NOT_UTF_8).resolveIn(directory)).exists();
    assertThat(FileName.of("日本").resolveIn(directory)).exists();
  }

  /** Writes two files with odd names and finds them again; run in a JVM of its own. */
  static final class WriteOddNames {
    private WriteOddNames() {}

    public static void main(String[] args) throws IOException {
      Path directory = Path.of(args[0]);
      var names = new TreeSet<>(List.of(FileName.of(NOT_UTF_8), FileName.of("日本")));
      for (FileName name : names) {
        Files.write(name.resolveIn(directory), new byte[0]);
      }
      var found = new TreeSet<FileName>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        entries.forEach(entry -> found.add(FileName.of(entry)));
      }
      if (!found.equals(names)) {
        throw new AssertionError("wrote " + names + ", found " + found);
      }
    }
  }

  @Test
  void aRelativeDirectoryStaysRelative() {
    Path relative = Path.of("some", "where");
    assertThat(FileName.of("é").resolveIn(relative).isAbsolute()).isFalse();
    assertThat(FileName.of(FileName.of("é").resolveIn(relative))).isEqualTo(FileName.of("é"));
  }

  @Test
  void anEmptyNameIsTheDirectoryItself() {
    assertThat(FileName.of("").resolveIn(directory)).isEqualTo(directory);
  }

  @Test
  void aDirectoryIsNamedLikeAFile() throws IOException {
    FileName name = FileName.of(NOT_UTF_8);
    Files.createDirectory(name.resolveIn(directory));
    assertThat(FileName.of(name.resolveIn(directory))).isEqualTo(name);
  }

  @Test
  void onAnotherFileSystemNamesAreText() throws IOException {
    URI archive = URI.create("jar:" + directory.resolve("x.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path root = zip.getPath("/d");
      assertThat(FileName.of(FileName.of("日本").resolveIn(root))).isEqualTo(FileName.of("日本"));
      assertThatThrownBy(() -> FileName.of(NOT_UTF_8).resolveIn(root))
          .isInstanceOf(InvalidPathException.class);
    }
  }

  @Test
  void aRootHasNoName() {
    assertThatThrownBy(() -> FileName.of(Path.of("/")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "/", "a\0", "\0"})
  void aNameIsOneComponent(String text) {
    assertThatThrownBy(() -> FileName.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void namesThatCanNotNameAFileAreNotOrdinary(String text) {
    assertThat(FileName.of(text).isOrdinary()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "...", ".a", "a.", "ab", " "})
  void allOthersAre(String text) {
    assertThat(FileName.of(text).isOrdinary()).isTrue();
  }

  @Test
  void theTextEscapesWhatIsNotPrintable() {
    assertThat(FileName.of(new byte[] {'a', ' ', '\\', '"', 1, 0x7f, (byte) 0xc3}))
        .hasToString("a \\\\\"\\x01\\x7f\\xc3");
  }

  @Test
  void partsAreComparedAsBytes() {
    FileName name = FileName.of("temp-é.aof");
    assertThat(name.startsWith("temp-")).isTrue();
    assertThat(name.startsWith("temp_")).isFalse();
    assertThat(name.endsWith(".aof")).isTrue();
    assertThat(name.endsWith("a very long ending.aof")).isFalse();
    assertThat(name.startsWith(FileName.of("temp-é"))).isTrue();
    assertThat(FileName.of("t").startsWith(name)).isFalse();
    assertThat(name.slice(5, 7)).isEqualTo(FileName.of("é"));
    assertThat(name.slice(5, 7).wrap("a-", ".b")).isEqualTo(FileName.of("a-é.b"));
    assertThatThrownBy(() -> name.slice(0, 12)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(name.length()).isEqualTo(11);
    assertThat(name.at(5)).isEqualTo((byte) 0xc3);
  }

  @Test
  void orderIsThatOfUnsignedBytes() {
    assertThat(FileName.of("z")).isLessThan(FileName.of("é"));
    assertThat(FileName.of("a")).isLessThan(FileName.of("aa"));
    assertThat(FileName.of("a")).hasSameHashCodeAs(FileName.of("a")).isNotEqualTo("a");
  }

  @Test
  void theBytesAreNotShared() {
    byte[] bytes = {'a'};
    FileName name = FileName.of(bytes);
    bytes[0] = 'b';
    name.toBytes()[0] = 'c';
    assertThat(name).isEqualTo(FileName.of("a"));
  }
}
