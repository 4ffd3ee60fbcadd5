package org.aofkit.fsck.render;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * File names are bytes. The JVM turns names into text by the locale, and a container often has
 * none, so that {@code getPath} fails on the first byte above 0x7f; a {@code file:} URI takes bytes
 * as they are.
 */
public final class Names {
  private Names() {}

  /**
   * The path that these bytes name, relative to {@code base} if they do not begin with a slash.
   *
   * @throws InvalidPathException where the file system has no such name
   */
  public static Path resolve(Path base, byte[] name) {
    FileSystem fileSystem = base.getFileSystem();
    if (isPlain(name) || !fileSystem.equals(FileSystems.getDefault())) {
      return base.resolve(text(name));
    }
    StringBuilder uri = new StringBuilder("file://");
    if (name.length == 0 || name[0] != '/') {
      String root = base.toAbsolutePath().toUri().getRawPath();
      uri.append(root);
      if (!root.endsWith("/")) {
        uri.append('/');
      }
    }
    for (byte b : name) {
      if (b == 0) {
        throw new InvalidPathException(ByteStrings.escape(name), "a NUL byte in a name");
      }
      if (b >= 'a' && b <= 'z'
          || b >= 'A' && b <= 'Z'
          || b >= '0' && b <= '9'
          || "/._-".indexOf(b) >= 0) {
        uri.append((char) b);
      } else {
        uri.append('%')
            .append(Character.forDigit(b >> 4 & 15, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return Path.of(java.net.URI.create(uri.toString()));
  }

  private static boolean isPlain(byte[] name) {
    for (byte b : name) {
      if (b < 0x20 || b == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidPathException(ByteStrings.escape(name), "not UTF-8");
    }
  }
}
