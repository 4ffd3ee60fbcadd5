package org.aofkit.fuzz.endless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.server.TempTree;

/**
 * A directory in which an operation was interrupted, or is finished: what lay in it, so that it can
 * be laid out again and again.
 */
final class InterruptedDirectory {
  private static final String JOURNAL = "journal";
  private static final int MOST_POINTS = 1000;

  static final CommitOptions OPTIONS =
      CommitOptions.of(Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC), "fuzz");

  /** A file as it was: what it held, and how a journal knows it again. */
  private record Kept(byte[] bytes, String key, long mtimeNanos) {}

  private final Map<String, Kept> files = new LinkedHashMap<>();
  private final List<String> records;

  private InterruptedDirectory(Path data) throws IOException {
    List<String> found = List.of();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        String name = data.relativize(path).toString();
        byte[] bytes = Files.readAllBytes(path);
        if (path.endsWith(JOURNAL)) {
          found = JournalDamage.records(bytes);
        }
        files.put(name, new Kept(bytes, key(path), mtime(path)));
      }
    }
    records = found;
  }

  /**
   * All different states in which an operation, and taking it back, can be interrupted.
   *
   * @param work an empty directory
   */
  static List<InterruptedDirectory> all(Path work) throws IOException {
    List<InterruptedDirectory> all = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (boolean undo : new boolean[] {false, true}) {
      boolean fired = true;
      for (int point = 1; fired && point < MOST_POINTS; point++) {
        Path data = Files.createDirectory(work.resolve("data"));
        fired = interrupt(data, undo, point);
        InterruptedDirectory directory = new InterruptedDirectory(data);
        if (!directory.records.isEmpty() && seen.add(directory.looks())) {
          all.add(directory);
        }
        TempTree.delete(data);
      }
    }
    return all;
  }

  /** What it looks like: without the times and numbers that differ from run to run. */
  private List<String> looks() {
    List<String> looks = new ArrayList<>();
    files.forEach((name, kept) -> looks.add(name + " " + kept.bytes().length));
    records.forEach(record -> looks.add(record.replaceAll("(mtime|key)=[^ ]*", "")));
    return looks;
  }

  private static boolean interrupt(Path data, boolean undo, int point) throws IOException {
    FaultyFileSystem fs = new FaultyFileSystem(data.getFileSystem(), FaultPlan.none());
    Path dir = fs.wrap(data);
    originals().forEach((name, text) -> write(data.resolve(name), text));
    try {
      if (!undo) {
        fs.use(FaultPlan.kill(point));
      }
      run(dir);
      if (undo) {
        fs.use(FaultPlan.kill(point));
        Commit.undo(dir, OPTIONS);
      }
    } catch (KilledError e) {
      fs.closeChannels();
    }
    return fs.plan().hasFired();
  }

  /** The files before the operation. */
  static SortedMap<String, String> originals() {
    SortedMap<String, String> originals = new TreeMap<>();
    originals.put("changed", "0123456789abcdef" + "\0".repeat(50) + "tail");
    originals.put("replaced", "file a seq 1 type i\n");
    originals.put("removed", "leftover");
    return originals;
  }

  /** The files behind it. */
  static SortedMap<String, String> results() {
    SortedMap<String, String> results = new TreeMap<>();
    results.put("changed", "01##456789abcdefmore");
    results.put("replaced", "file a seq 2 type i\n");
    results.put("made", "made");
    return results;
  }

  private static void run(Path dir) throws IOException {
    List<FileEdit> edits =
        List.of(
            new FileEdit.Truncate(dir.resolve("changed"), 16),
            new FileEdit.Overwrite(dir.resolve("changed"), 2, text("##")),
            new FileEdit.Append(dir.resolve("changed"), text("more")),
            new FileEdit.Remove(dir.resolve("removed")),
            new FileEdit.Replace(
                dir.resolve("made"), List.of(new FileEdit.Part.Literal(text("made")))),
            new FileEdit.Replace(
                dir.resolve("replaced"),
                List.of(
                    new FileEdit.Part.Copy(0, 11), new FileEdit.Part.Literal(text("2 type i\n")))));
    Map<Path, FileFingerprint> prints = new LinkedHashMap<>();
    for (FileEdit edit : edits) {
      prints.put(edit.file(), FileFingerprint.ofOrAbsent(edit.file()));
    }
    Commit.run(dir, edits, prints, OPTIONS);
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void write(Path file, String text) {
    try {
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lays the directory out, with a journal that knows the files as they are now.
   *
   * @param data a directory that is empty
   * @return the journal's bytes
   */
  byte[] layOut(Path data) throws IOException {
    Map<String, Path> byKey = new HashMap<>();
    Map<String, String> now = new HashMap<>();
    for (Map.Entry<String, Kept> entry : files.entrySet()) {
      Kept kept = entry.getValue();
      Path file = data.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Path other = byKey.putIfAbsent(kept.key(), file);
      if (other != null) {
        Files.createLink(file, other);
        continue;
      }
      Files.write(file, kept.bytes());
      Files.setLastModifiedTime(file, FileTime.from(kept.mtimeNanos(), TimeUnit.NANOSECONDS));
      now.put("key=" + encoded(kept.key()), "key=" + encoded(key(file)));
      now.put("mtime=" + kept.mtimeNanos(), "mtime=" + mtime(file));
    }
    List<String> known = new ArrayList<>();
    for (String record : records) {
      StringBuilder text = new StringBuilder();
      for (String word : record.split(" ", -1)) {
        text.append(text.isEmpty() ? "" : " ").append(now.getOrDefault(word, word));
      }
      known.add(text.toString());
    }
    byte[] journal = JournalDamage.journal(known);
    Files.write(journal(data), journal);
    return journal;
  }

  /** Where the journal of the operation is, once the directory is laid out. */
  Path journal(Path data) {
    return files.keySet().stream()
        .map(data::resolve)
        .filter(path -> path.endsWith(JOURNAL))
        .findFirst()
        .orElseThrow();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String key(Path file) throws IOException {
    return FileFingerprint.of(file).key();
  }

  private static long mtime(Path file) throws IOException {
    return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).to(TimeUnit.NANOSECONDS);
  }
}
