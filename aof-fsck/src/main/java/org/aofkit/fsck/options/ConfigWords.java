package org.aofkit.fsck.options;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a configuration line, as servers split them (measured with Redis 7.0.15): blanks
 * separate; in double quotes {@code \n \r \t \b \a \xHH} and a backslash before any other
 * character; in single quotes only {@code \'}; a closing quote must be followed by a blank or the
 * end.
 */
final class ConfigWords {
  private final String line;
  private int at;

  private ConfigWords(String line) {
    this.line = line;
  }

  /** The words; null where quotes do not balance. */
  static @Nullable List<String> split(String line) {
    ConfigWords words = new ConfigWords(line);
    List<String> result = new ArrayList<>();
    while (true) {
      while (words.at < line.length() && isBlank(line.charAt(words.at))) {
        words.at++;
      }
      if (words.at == line.length()) {
        return result;
      }
      StringBuilder word = new StringBuilder();
      if (!words.read(word)) {
        return null;
      }
      result.add(word.toString());
    }
  }

  private boolean read(StringBuilder word) {
    while (at < line.length() && !isBlank(line.charAt(at))) {
      char c = line.charAt(at++);
      if (c == '"' || c == '\'') {
        if (!readQuoted(word, c)) {
          return false;
        }
        return at == line.length() || isBlank(line.charAt(at));
      }
      word.append(c);
    }
    return true;
  }

  private boolean readQuoted(StringBuilder word, char quote) {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == quote) {
        return true;
      }
      if (c != '\\' || at == line.length()) {
        word.append(c);
      } else if (quote == '"') {
        readEscape(word);
      } else if (line.charAt(at) == '\'') {
        word.append('\'');
        at++;
      } else {
        word.append(c);
      }
    }
    return false;
  }

  private void readEscape(StringBuilder word) {
    char c = line.charAt(at++);
    if (c == 'x' && at + 2 <= line.length()) {
      int high = Character.digit(line.charAt(at), 16);
      int low = Character.digit(line.charAt(at + 1), 16);
      if (high >= 0 && low >= 0) {
        word.append((char) (high << 4 | low));
        at += 2;
        return;
      }
    }
    word.append(
        switch (c) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'a' -> '\u0007';
          default -> c;
        });
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\u000b' || c == '\f';
  }
}
