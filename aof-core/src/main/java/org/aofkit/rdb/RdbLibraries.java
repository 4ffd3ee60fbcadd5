package org.aofkit.rdb;

import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.aofkit.lua.LuaProblem;
import org.aofkit.lua.LuaSyntax;
import org.aofkit.server.Server;

/**
 * Looks at function libraries as servers do: at the first line, {@code #!lua name=NAME}, for two of
 * one name, and whether the source behind it compiles. What running it does is not known here.
 * Measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
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

  /**
   * Checks the library whose source is the string read last.
   *
   * @param source the same string
   */
  void check(RdbBytes source) throws IOException, RdbStop {
    String head = strings.headText();
    if (!head.startsWith("#!")) {
      throw bad("expected a first line with #!, found none");
    }
    int lineEnd = head.indexOf('\n');
    if (lineEnd < 0 && strings.length() <= RdbStrings.HEAD) {
      throw bad("expected an end of the first line, found none");
    }
    if (lineEnd >= 0 && isPlain(head, lineEnd)) {
      boolean isLua = checkLine(head.substring(0, lineEnd).strip().split("[ \t\r]+"));
      if (isLua && source.hold()) {
        compile(source, lineEnd);
      }
    }
  }

  /** Longer ones than can be held at once are left to the server. */
  private void compile(RdbBytes source, int lineEnd) throws RdbStop {
    int from = source.index() + lineEnd;
    int to = source.index() + (int) source.length();
    int compiledBy = LuaSyntax.compiledBy(source.array(), from, to);
    if (compiledBy == 0) {
      LuaProblem problem = LuaSyntax.check(source.array(), from, to, Server.REDIS_7_0);
      throw bad(problem == null ? "" : "line " + problem.line() + ": " + problem.text());
    }
    servers.requireUndamaged(
        compiledBy, compiledBy, strings.start(), "a function library that does not compile");
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

  /**
   * @return whether the engine is Lua
   */
  private boolean checkLine(String[] words) throws RdbStop {
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
    boolean isLua = engine.equalsIgnoreCase("lua");
    if (!isLua) {
      servers.require(0, strings.start(), "a function library for the engine " + engine);
    }
    if (names.contains(name)) {
      throw bad("expected one library of the name " + name + ", found a second one");
    }
    if (names.size() < MOST_NAMES) {
      names.add(name);
    }
    return isLua;
  }

  private RdbStop bad(String text) {
    return RdbStop.badFormat(strings.start(), "function library: " + text);
  }
}
