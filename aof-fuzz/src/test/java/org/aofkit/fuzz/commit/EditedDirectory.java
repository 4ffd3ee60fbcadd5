package org.aofkit.fuzz.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;

/** A directory with some files, and an operation with every kind of edit on all of them. */
public final class EditedDirectory {
  private EditedDirectory() {}

  /** Where the quarantine is and what the file system can. */
  public enum Setting {
    /** In the directory, with hard links. */
    PLAIN,
    /** In the directory, without hard links. */
    NO_HARD_LINKS,
    /** On another volume. */
    ELSEWHERE
  }

  /** Makes the files. */
  public static void fill(Path dir) throws IOException {
    Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
    write(aof.resolve("a.incr.aof"), "0123456789abcdef" + "\0".repeat(5000) + "tail");
    write(aof.resolve("b.incr.aof"), "x".repeat(100) + "\0".repeat(9000) + "end");
    write(aof.resolve("manifest"), "file a seq 1 type i\n");
    write(aof.resolve("gone.rdb"), "leftover");
    Files.setAttribute(aof.resolve("manifest"), "unix:mode", 0640);
  }

  /** Does the operation. */
  public static void edit(Path dir, CommitOptions options) throws IOException {
    Path aof = dir.resolve("appendonlydir");
    Path a = aof.resolve("a.incr.aof");
    Path b = aof.resolve("b.incr.aof");
    List<FileEdit> edits =
        List.of(
            new FileEdit.Truncate(a, 16),
            new FileEdit.Overwrite(a, 2, text("##")),
            new FileEdit.Append(a, Content.join(text("more"), Content.run((byte) '+', 10))),
            new FileEdit.Overwrite(b, 100, text("*2\r\n$4\r\nPING")),
            new FileEdit.Overwrite(b, 9098, text("\r\n"), 2),
            new FileEdit.Remove(aof.resolve("gone.rdb")),
            new FileEdit.Replace(
                aof.resolve("new.rdb"), List.of(new FileEdit.Part.Literal(text("made")))),
            new FileEdit.Replace(
                aof.resolve("manifest"),
                List.of(
                    new FileEdit.Part.Copy(0, 11), new FileEdit.Part.Literal(text("2 type i\n")))));
    Map<Path, FileFingerprint> prints = new LinkedHashMap<>();
    for (FileEdit edit : edits) {
      prints.put(edit.file(), FileFingerprint.ofOrAbsent(edit.file()));
    }
    Commit.run(dir, edits, prints, options);
  }

  /** What {@link #snapshot} says behind the operation. */
  public static Map<String, String> after() {
    Map<String, String> after = new TreeMap<>();
    String mode = Integer.toOctalString(0100644) + " ";
    String name = "appendonlydir/";
    after.put(name + "a.incr.aof", mode + "01##456789abcdefmore++++++++++");
    after.put(
        name + "b.incr.aof",
        mode + "x".repeat(100) + "*2\r\n$4\r\nPING" + "\0".repeat(8986) + "\r\n" + "end");
    after.put(name + "manifest", Integer.toOctalString(0100640) + " file a seq 2 type i\n");
    after.put(name + "new.rdb", mode + "made");
    return after;
  }

  /** The files but those in the quarantine: name to mode and bytes. */
  public static Map<String, String> snapshot(Path dir) throws IOException {
    Map<String, String> snapshot = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = dir.relativize(path).toString();
        if (!name.startsWith(".aof-fsck/")) {
          int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
          String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
          snapshot.put(name, Integer.toOctalString(mode) + " " + bytes);
        }
      }
    }
    return snapshot;
  }

  /** No temporary file lies beside the others. */
  public static void requireNoStrays(Path dir) throws IOException {
    try (Stream<Path> paths = Files.walk(dir)) {
      assertThat(paths.map(path -> dir.relativize(path).toString()))
          .noneMatch(name -> name.contains(".aof-fsck-"));
    }
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
