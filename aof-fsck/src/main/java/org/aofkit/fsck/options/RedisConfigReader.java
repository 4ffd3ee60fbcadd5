package org.aofkit.fsck.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code redis.conf}: one directive a line, {@code #} begins a comment line, words are
 * split as the server splits them (see {@link ConfigWords}; bytes stay bytes until a value is
 * taken), a later directive wins. Directives that say nothing about persistence files are passed
 * over unread, so that a newer server's file can be read too.
 *
 * <p>An {@code include} may name a file relative to the including file's directory or, as the
 * server has it, to the working directory; its last component may be a pattern (servers since 7.0).
 * Bounded: {@value #MAX_FILES} files of at most {@value #MAX_BYTES} bytes, {@value #MAX_DEPTH}
 * deep.
 */
public final class RedisConfigReader {
  static final int MAX_DEPTH = 16;
  static final int MAX_FILES = 256;
  static final int MAX_BYTES = 4 << 20;

  private final Map<String, String> found = new HashMap<>();
  private int filesRead;

  private RedisConfigReader() {}

  /**
   * Reads the file and what it includes.
   *
   * @throws UsageException where the file can't be read or a directive we need is malformed; the
   *     message names file and line
   */
  public static ServerConfig read(Path file) throws UsageException {
    RedisConfigReader reader = new RedisConfigReader();
    reader.readFile(file, 0);
    return new ServerConfig(
        reader.found.get("dir"),
        reader.found.get("dbfilename"),
        reader.truth("appendonly"),
        reader.found.get("appenddirname"),
        reader.found.get("appendfilename"),
        reader.found.containsKey("databases")
            ? Integer.valueOf(reader.found.get("databases"))
            : null,
        reader.truth("aof-load-truncated"),
        reader.truth("sanitize-dump-payload"),
        reader.truth("cluster-enabled"),
        file);
  }

  private @Nullable Boolean truth(String name) {
    String value = found.get(name);
    return value == null ? null : Boolean.valueOf(value.equals("yes"));
  }

  private void readFile(Path file, int depth) throws UsageException {
    if (depth > MAX_DEPTH) {
      throw new UsageException(file + ": includes are nested more than " + MAX_DEPTH + " deep");
    }
    if (++filesRead > MAX_FILES) {
      throw new UsageException(file + ": more than " + MAX_FILES + " files are included");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UsageException("the configuration file " + file + " can't be read: " + reason(e));
    }
    if (bytes.length > MAX_BYTES) {
      throw new UsageException(
          file + ": more than " + MAX_BYTES + " bytes; that is no server configuration");
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int number = 0;
    int from = 0;
    while (from < text.length()) {
      int lf = text.indexOf('\n', from);
      int end = lf < 0 ? text.length() : lf;
      readLine(file, ++number, text.substring(from, end).strip(), depth);
      from = end + 1;
    }
  }

  private static String reason(IOException e) {
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "no such file";
    }
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }

  private void readLine(Path file, int number, String line, int depth) throws UsageException {
    if (line.isEmpty() || line.charAt(0) == '#') {
      return;
    }
    List<String> words = ConfigWords.split(line);
    if (words == null) {
      throw new UsageException(file + " line " + number + ": unbalanced quotes");
    }
    if (words.isEmpty()) {
      return;
    }
    String name = words.get(0).toLowerCase(Locale.ROOT);
    switch (name) {
      case "include" -> include(file, number, one(file, number, name, words), depth);
      case "dir", "dbfilename" -> found.put(name, one(file, number, name, words));
      case "appenddirname", "appendfilename" -> {
        String value = one(file, number, name, words);
        if (value.isEmpty() || value.indexOf('/') >= 0) {
          throw new UsageException(
              file
                  + " line "
                  + number
                  + ": "
                  + name
                  + " must be a name without '/', got '"
                  + value
                  + "'");
        }
        found.put(name, value);
      }
      case "appendonly", "aof-load-truncated", "cluster-enabled" -> {
        String value = one(file, number, name, words).toLowerCase(Locale.ROOT);
        if (!value.equals("yes") && !value.equals("no")) {
          throw new UsageException(
              file + " line " + number + ": " + name + " must be yes or no, got '" + value + "'");
        }
        found.put(name, value);
      }
      case "sanitize-dump-payload" -> {
        String value = one(file, number, name, words).toLowerCase(Locale.ROOT);
        if (!value.equals("yes") && !value.equals("no") && !value.equals("clients")) {
          throw new UsageException(
              file
                  + " line "
                  + number
                  + ": "
                  + name
                  + " must be yes, no or clients, got '"
                  + value
                  + "'");
        }
        found.put(name, value);
      }
      case "databases" -> {
        String value = one(file, number, name, words);
        found.put(name, Integer.toString(positive(file, number, name, value)));
      }
      default -> {
        // Nothing about persistence files.
      }
    }
  }

  private static String one(Path file, int number, String name, List<String> words)
      throws UsageException {
    if (words.size() != 2) {
      throw new UsageException(
          file + " line " + number + ": " + name + " takes one value, found " + (words.size() - 1));
    }
    return new String(words.get(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static int positive(Path file, int number, String name, String value)
      throws UsageException {
    int parsed;
    try {
      parsed = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      parsed = 0;
    }
    if (parsed < 1) {
      throw new UsageException(
          file
              + " line "
              + number
              + ": "
              + name
              + " must be a number of 1 or more, got '"
              + value
              + "'");
    }
    return parsed;
  }

  private void include(Path from, int number, String name, int depth) throws UsageException {
    try {
      Path here = from.toAbsolutePath().getParent();
      Path beside = here == null ? from.resolveSibling(name) : here.resolve(name);
      if (isPattern(name)) {
        for (Path match : matches(beside)) {
          readFile(match, depth + 1);
        }
        return;
      }
      Path plain = from.getFileSystem().getPath(name);
      readFile(Files.exists(beside) || !Files.exists(plain) ? beside : plain, depth + 1);
    } catch (InvalidPathException e) {
      throw new UsageException(from + " line " + number + ": '" + name + "' is no file name");
    } catch (IOException e) {
      throw new UsageException(
          from
              + " line "
              + number
              + ": the directory of '"
              + name
              + "' can't be read: "
              + reason(e));
    }
  }

  private static boolean isPattern(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
  }

  private static List<Path> matches(Path pattern) throws IOException {
    Path directory = pattern.getParent();
    List<Path> matches = new ArrayList<>();
    if (directory == null || !Files.isDirectory(directory)) {
      return matches;
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, String.valueOf(pattern.getFileName()))) {
      for (Path entry : entries) {
        matches.add(entry);
      }
    }
    matches.sort(null);
    return matches;
  }
}
