package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.server.RespClient;

/**
 * The commands of an AOF, read in the plainest way: headers, lengths and line ends as servers write
 * them, and nothing else. Where that fails, it goes on at the next place from which three commands,
 * or all up to the end, can be read so. Knows nothing of the library under test.
 */
final class PlainLog {
  private static final int BELIEVED = 3;

  private final String bytes;
  private final List<List<String>> commands = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private int at;

  private PlainLog(String bytes) {
    this.bytes = bytes;
  }

  /** Reads files as if they were one. */
  static PlainLog of(byte[]... files) {
    StringBuilder all = new StringBuilder();
    for (byte[] file : files) {
      all.append(new String(file, StandardCharsets.ISO_8859_1));
    }
    PlainLog log = new PlainLog(all.toString());
    log.read();
    return log;
  }

  /** The commands, a character a byte. */
  List<List<String>> commands() {
    return commands;
  }

  /** Where each command begins. */
  List<Integer> starts() {
    return starts;
  }

  private void read() {
    while (at < bytes.length()) {
      int start = at;
      List<String> command = frame();
      if (command != null) {
        starts.add(start);
        commands.add(command);
      } else {
        at = next(start + 1);
      }
    }
  }

  private int next(int from) {
    for (int i = bytes.indexOf('*', from); i >= 0; i = bytes.indexOf('*', i + 1)) {
      at = i;
      int read = 0;
      while (at < bytes.length() && read < BELIEVED && frame() != null) {
        read++;
      }
      if (read == BELIEVED || (read > 0 && at == bytes.length())) {
        return i;
      }
    }
    return bytes.length();
  }

  /** A command, or null where none can be read. */
  private List<String> frame() {
    int count = number('*');
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = number('$');
      if (length < 0
          || at + length + 2 > bytes.length()
          || !bytes.startsWith("\r\n", at + length)) {
        return null;
      }
      words.add(bytes.substring(at, at + length));
      at += length + 2;
    }
    return count > 0 ? words : null;
  }

  private int number(char mark) {
    int end = bytes.indexOf("\r\n", at);
    if (end < 0 || end > at + 12 || bytes.charAt(at) != mark) {
      return -1;
    }
    String digits = bytes.substring(at + 1, end);
    if (!digits.matches("[0-9]{1,9}")) {
      return -1;
    }
    at = end + 2;
    return Integer.parseInt(digits);
  }

  /** Sends the commands to a server, one by one, and fails at the first error. */
  void play(RespClient client) throws IOException {
    for (List<String> command : commands) {
      byte[][] words =
          command.stream()
              .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
              .toArray(byte[][]::new);
      client.call(words).orThrow();
    }
  }
}
