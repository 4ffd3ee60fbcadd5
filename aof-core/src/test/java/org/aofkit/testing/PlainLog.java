package org.aofkit.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an AOF as servers write them, in the plainest way: every header, every length and every
 * line end has to be right. Knows nothing of the library's own scanner.
 */
public final class PlainLog {
  private final String text;
  private int at;

  private PlainLog(String text) {
    this.text = text;
  }

  /** The commands, each as its words with blanks between; annotation lines are left out. */
  public static List<String> words(Aof aof) {
    PlainLog log = new PlainLog(new String(aof.bytes(), StandardCharsets.ISO_8859_1));
    List<String> commands = new ArrayList<>();
    while (log.at < log.text.length()) {
      if (log.text.charAt(log.at) == '#') {
        log.line();
      } else {
        commands.add(log.command());
      }
    }
    return commands;
  }

  /** The commands of two files, the second of which has to begin with a SELECT. */
  public static List<String> inDatabase(int database, Aof first, Aof second) {
    List<String> commands = new ArrayList<>(words(first));
    commands.addAll(words(Aof.of(Aof.select(database), second)));
    return commands;
  }

  private String command() {
    int count = number('*');
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = number('$');
      words.add(text.substring(at, at + length));
      at += length;
      if (!line().isEmpty()) {
        throw new AssertionError("no line end behind an argument in front of " + at);
      }
    }
    return String.join(" ", words);
  }

  private int number(char mark) {
    String line = line();
    if (line.isEmpty() || line.charAt(0) != mark) {
      throw new AssertionError("no " + mark + " in front of " + at);
    }
    return Integer.parseInt(line.substring(1));
  }

  private String line() {
    int end = text.indexOf("\r\n", at);
    if (end < 0) {
      throw new AssertionError("no line end behind " + at);
    }
    String line = text.substring(at, end);
    at = end + 2;
    return line;
  }
}
