package org.aofkit.commit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the tests of this package share: a clock that stands, directories as values. */
final class Trees {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);
  static final CommitOptions OPTIONS = CommitOptions.of(CLOCK, "test");

  private Trees() {}

  /** Every entry below a directory but the quarantine: name to mode and bytes. */
  static Map<String, String> snapshot(Path dir) throws IOException {
    Map<String, String> snapshot = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.sorted().toList()) {
        String name = dir.relativize(path).toString();
        if (!name.startsWith(".aof-fsck/") && !name.equals(".aof-fsck")) {
          Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
          String bytes =
              Files.isRegularFile(path)
                  ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                  : "";
          snapshot.put(name, mode + " " + bytes);
        }
      }
    }
    return snapshot;
  }

  static Path write(Path file, String text) throws IOException {
    return Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  /** Puts another file with the same bytes and time in the place of one. */
  static void putCopyInPlace(Path file) throws IOException {
    Path copy = file.resolveSibling("copy");
    Files.copy(file, copy);
    // A copy with its attributes has fewer digits of the time.
    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Map<Path, FileFingerprint> prints(List<FileEdit> edits) throws IOException {
    Map<Path, FileFingerprint> prints = new LinkedHashMap<>();
    for (FileEdit edit : edits) {
      prints.put(edit.file(), FileFingerprint.ofOrAbsent(edit.file()));
    }
    return prints;
  }

  static CommitOutcome run(Path dir, FileEdit... edits) throws IOException {
    return Commit.run(dir, List.of(edits), prints(List.of(edits)), OPTIONS);
  }
}
