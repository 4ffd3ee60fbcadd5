package org.aofkit.rdb;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Looks at the first line of function libraries, {@code #!lua name=NAME}, as servers do before they
 * compile the rest, and for two of one name. Measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
 * The source itself is not compiled here.
 */
final class RdbLibraries {
  private static final int MOST_NAMES = 64;
  private static final String NAME = "name=";

  private final RdbStrings strings;
  private final RdbServers servers;
  private final Set<String> names = new HashSet<>();

  RdbLibraries(RdbStrings strings, RdbServers servers) {
    this.strings = strings;
    this.servers = servers;
  }

  /** Checks the library whose source is the string read last. */
  void check() throws RdbStop {
    String head = strings.headText();
    if (!head.startsWith("#!")) {
      throw bad("expected a first line with #!, found none");
    }
    int lineEnd = head.indexOf('\n');
    if (lineEnd < 0 && strings.length() <= RdbStrings.HEAD) {
      throw bad("expected an end of the first line, found none");
    }
    if (lineEnd >= 0 && isPlain(head, lineEnd)) {
      checkLine(head.substring(0, lineEnd).strip().split("[ \t\r]+"));
    }
  }

  /** Quoting and control characters are left to the server. */
  private static boolean isPlain(String head, int lineEnd) {
    for (int i = 0; i < lineEnd; i++) {
      char c = head.charAt(i);
      if (c == '"' || c == '\'' || c == '\\' || (c < ' ' && c != '\t' && c != '\r')) {
        return false;
      }
    }
    return true;
  }

  private void checkLine(String[] words) throws RdbStop {
    String name = null;
    for (int i = 1; i < words.length; i++) {
      if (!words[i].toLowerCase(Locale.ROOT).startsWith(NAME)) {
        throw bad("expected name=, found " + words[i]);
      }
      if (name != null) {
        throw bad("expected one name, found two");
      }
      name = words[i].substring(NAME.length());
    }
    if (name == null || !name.matches("[A-Za-z0-9_]+")) {
      throw bad("expected a name of letters, digits and underscores, found " + name);
    }
    String engine = words[0].substring(2);
    if (!engine.equalsIgnoreCase("lua")) {
      servers.require(0, strings.start(), "a function library for the engine " + engine);
    }
    if (names.contains(name)) {
      throw bad("expected one library of the name " + name + ", found a second one");
    }
    if (names.size() < MOST_NAMES) {
      names.add(name);
    }
  }

  private RdbStop bad(String text) {
    return RdbStop.badFormat(strings.start(), "function library: " + text);
  }
}
