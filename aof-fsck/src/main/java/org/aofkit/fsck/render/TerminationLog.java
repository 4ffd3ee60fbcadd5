package org.aofkit.fsck.render;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The short report that Kubernetes shows as the termination message of a container: at most {@value
 * #LIMIT} bytes. A report must never be why a server does not start, so a file that can't be
 * written is passed over.
 */
public final class TerminationLog {
  /** What the kubelet reads of a termination message, in bytes. */
  public static final int LIMIT = 4096;

  private TerminationLog() {}

  /**
   * Writes the text over what the file held.
   *
   * @param create whether the file may be made; the default file is the kubelet's to make
   * @return whether it was written
   */
  public static boolean write(Path file, String text, boolean create) {
    if (Files.isDirectory(file) || !create && !Files.isWritable(file)) {
      return false;
    }
    try (OutputStream out =
        create
            ? Files.newOutputStream(file)
            : Files.newOutputStream(
                file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      out.write(cut(text));
      return true;
    } catch (IOException e) {
      // By contract: the message is a courtesy, the exit code is the answer.
      return false;
    }
  }

  /** The text in UTF-8, cut to {@value #LIMIT} bytes between two characters. */
  static byte[] cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LIMIT) {
      return bytes;
    }
    int end = LIMIT;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
