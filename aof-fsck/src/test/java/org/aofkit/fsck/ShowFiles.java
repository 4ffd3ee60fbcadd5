package org.aofkit.fsck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.resp.RespEncoder;

/** Writes a data directory of two incr files. */
final class ShowFiles {
  static final String FIRST = "appendonly.aof.1.incr.aof";
  static final String SECOND = "appendonly.aof.2.incr.aof";

  private ShowFiles() {}

  /**
   * The commands as bytes; words are divided by blanks, and a line that begins with # is itself.
   */
  static byte[] log(String... commands) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String command : commands) {
      bytes.writeBytes(
          command.startsWith("#")
              ? (command + "\r\n").getBytes(StandardCharsets.ISO_8859_1)
              : command(command.split(" ")));
    }
    return bytes.toByteArray();
  }

  static byte[] command(String... words) {
    byte[][] arguments = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
    }
    return RespEncoder.command(arguments);
  }

  /** A data directory in {@code folder}; its path as text. */
  static String data(Path folder, byte[] first, byte[] second) throws IOException {
    Path aof = Files.createDirectories(folder.resolve("data").resolve("appendonlydir"));
    Files.writeString(
        aof.resolve("appendonly.aof.manifest"),
        "file " + FIRST + " seq 1 type i\nfile " + SECOND + " seq 2 type i\n");
    Files.write(aof.resolve(FIRST), first);
    Files.write(aof.resolve(SECOND), second);
    return folder.resolve("data").toString();
  }
}
