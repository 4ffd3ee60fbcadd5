package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aofkit.fuzz.rdb.GeneratedImages;

/** Makes a set of base 1 and incrs into one that a rewrite has left. */
final class RewrittenSet {
  private static final Pattern NUMBERED = Pattern.compile("(.*\\.)(\\d+)(\\.(?:base|incr)\\.\\w+)");
  private static final long BEFORE_SECONDS = 100;

  private RewrittenSet() {}

  /**
   * Counts all files up by one, or the incrs by two, as where a rewrite failed before; in front of
   * them lie incrs that could not be deleted, older than the base, with commands that would do
   * harm. A base in command form does not say when it was taken: only the first of two is left
   * there, which has no place in front of the others.
   *
   * @param manifest of the set, which lists base 1 and all incrs from 1 on
   */
  static void make(Path manifest, long number) throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> old = Files.readAllLines(manifest);
    boolean dated = !old.get(0).contains(".base.aof ");
    int history = number % 3 == 0 || !dated ? 2 : 1;
    FileTime times = FileTime.fromMillis(GeneratedImages.TAKEN_SECONDS * 1000);
    // From the last on, so that no file is replaced by the one in front of it.
    for (int i = old.size() - 1; i >= 0; i--) {
      String[] words = old.get(i).split(" ");
      boolean base = words[5].equals("b");
      String name = counted(words[1], base ? 1 : history);
      int seq = Integer.parseInt(words[3]) + (base ? 1 : history);
      Files.move(manifest.resolveSibling(words[1]), manifest.resolveSibling(name));
      if (base) {
        Files.setLastModifiedTime(manifest.resolveSibling(name), times);
      }
      lines.add(0, "file " + name + " seq " + seq + " type " + words[5] + "\n");
    }
    Files.writeString(manifest, String.join("", lines));
    String name = manifest.getFileName().toString().replace(".manifest", "");
    for (int i = 1; i <= (dated ? history : 1); i++) {
      Path file = manifest.resolveSibling(name + "." + i + ".incr.aof");
      Files.write(
          file, LogPieces.join(LogPieces.words("SELECT 0"), LogPieces.words("SET left:0 over")));
      Files.setLastModifiedTime(
          file, FileTime.fromMillis((GeneratedImages.TAKEN_SECONDS - BEFORE_SECONDS) * 1000));
    }
  }

  private static String counted(String name, int by) {
    Matcher parts = NUMBERED.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name);
    }
    return parts.group(1) + (Integer.parseInt(parts.group(2)) + by) + parts.group(3);
  }
}
