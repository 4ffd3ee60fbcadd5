package org.aofkit.fsck;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.ByteStrings;
import org.aofkit.fsck.render.Names;

/**
 * A PATH that was given.
 *
 * @param path where it leads
 * @param name its bytes as they were given; never changed
 */
record Target(Path path, byte[] name) {

  /** A name from the command line or a configuration file. */
  static Target of(FileSystem fileSystem, String word) throws UsageException {
    return of(fileSystem, word.getBytes(StandardCharsets.UTF_8));
  }

  /** A name as bytes. */
  static Target of(FileSystem fileSystem, byte[] name) throws UsageException {
    try {
      if (new String(name, StandardCharsets.UTF_8).indexOf('\ufffd') >= 0 && isReplaced(name)) {
        throw new UsageException(
            "a name with other than ASCII characters did not arrive whole, because of the locale; set LC_ALL=C.UTF-8,"
                + " or use --paths-from");
      }
      return new Target(Names.resolve(fileSystem.getPath(""), name), name);
    } catch (InvalidPathException e) {
      throw new UsageException("'" + ByteStrings.forPeople(name) + "' is no file name");
    }
  }

  /**
   * Whether the name holds a real U+FFFD, which the JVM puts in for what it could not read in this
   * locale.
   */
  private static boolean isReplaced(byte[] name) {
    for (int i = 0; i + 2 < name.length; i++) {
      if (name[i] == (byte) 0xef && name[i + 1] == (byte) 0xbf && name[i + 2] == (byte) 0xbd) {
        return true;
      }
    }
    return false;
  }

  /** The name for people. */
  String shown() {
    return ByteStrings.forPeople(name);
  }
}
