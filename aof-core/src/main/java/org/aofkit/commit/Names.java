package org.aofkit.commit;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * File names in the journal: relative to the directory, as the percent-encoded bytes that {@link
 * Path#toUri} gives. {@link Path#toString} would lose the bytes of a name that the charset of the
 * process can't express (LANG=C in a container), and undo would not find the file again.
 */
final class Names {
  private Names() {}

  /** The name of a file below a directory. */
  static String encode(Path dir, Path file) {
    String base = base(dir);
    String name = raw(file);
    if (!name.startsWith(base) || name.length() == base.length()) {
      throw new IllegalArgumentException(file + " is not in " + dir);
    }
    return name.substring(base.length());
  }

  /**
   * The file below a directory that a name from a journal means.
   *
   * @throws IllegalArgumentException if it is not the name of something below the directory
   */
  static Path decode(Path dir, String name) {
    URI base = dir.toUri();
    Path file;
    try {
      file = dir.getFileSystem().provider().getPath(new URI(withPath(base, base(dir) + name)));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name + ": not a file name", e);
    }
    Path plain = file.normalize();
    if (!plain.equals(file) || plain.equals(dir) || !plain.startsWith(dir)) {
      throw new IllegalArgumentException(name + ": not a file in " + dir);
    }
    return file;
  }

  /** The directory itself, to tell operations on different directories apart. */
  static String ofDirectory(Path dir) {
    return base(dir);
  }

  private static String base(Path dir) {
    String raw = raw(dir);
    return raw.endsWith("/") ? raw : raw + "/";
  }

  private static String raw(Path path) {
    String raw = path.toUri().getRawPath();
    // An existing directory ends in a slash, the same name gone does not.
    return raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
  }

  private static String withPath(URI like, String rawPath) {
    String text = like.toString();
    return text.substring(0, text.length() - like.getRawPath().length()) + rawPath;
  }
}
