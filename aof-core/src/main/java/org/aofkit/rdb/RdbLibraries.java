package org.aofkit.rdb;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aofkit.lua.LuaProblem;
import org.aofkit.lua.LuaRun;
import org.aofkit.lua.LuaSyntax;
import org.aofkit.server.Server;
import org.aofkit.server.ServerWords;
import org.jspecify.annotations.Nullable;

/**
 * Looks at function libraries as servers do: at the first line, {@code #!lua name=NAME}, for two of
 * one name, whether the source behind it compiles, and, where that is plain without running it,
 * whether running it fails, or registers what is there already. What running others does is not
 * known here. Measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
 */
final class RdbLibraries {
  /** How many bytes the names may have that are compared. */
  private static final int MOST_KEPT = 1 << 22;

  /** What a name in a set takes besides its bytes, about. */
  private static final int OVERHEAD = 96;

  private static final String NAME = "name=";

  private final RdbStrings strings;
  private final RdbServers servers;
  private final Set<String> names = new HashSet<>();
  private final Set<String> functions = new HashSet<>();
  private long kept;

  RdbLibraries(RdbStrings strings, RdbServers servers) {
    this.strings = strings;
    this.servers = servers;
  }

  /** The first line as one kind of server reads it; a problem, or an engine and a name. */
  private record Line(@Nullable String problem, String engine, String name) {
    static Line wrong(String problem) {
      return new Line(problem, "", "");
    }
  }

  /**
   * Checks the library whose source is the string read last.
   *
   * @param source the same string
   * @return whether nothing speaks against it, and only a run can tell whether servers load it
   */
  boolean check(RdbBytes source) throws IOException, RdbStop {
    boolean isHeld = source.hold();
    byte[] bytes = isHeld ? source.array() : strings.head();
    int from = isHeld ? source.index() : 0;
    int to = from + (isHeld ? (int) source.length() : strings.headLength());
    if (to - from < 2 || bytes[from] != '#' || bytes[from + 1] != '!') {
      throw bad("expected a first line with #!, found none");
    }
    int lineEnd = from;
    while (lineEnd < to && bytes[lineEnd] != '\n' && bytes[lineEnd] != 0) {
      lineEnd++;
    }
    if (lineEnd < to ? bytes[lineEnd] == 0 : isHeld) {
      throw bad("expected an end of the first line, found none");
    }
    if (lineEnd == to) {
      // A first line of more than a kilobyte in a source of more than a megabyte.
      return true;
    }
    Line line = line(bytes, from, lineEnd, Server.REDIS_7_0);
    Line valkey = line(bytes, from, lineEnd, Server.VALKEY_9);
    if (line.problem != null && valkey.problem != null) {
      throw bad(line.problem);
    }
    requireLine(line, Server.allBits() & ~Server.VALKEY_9.bit());
    requireLine(valkey, Server.VALKEY_9.bit());
    Line taken = line.problem == null ? line : valkey;
    boolean isJudged = isHeld && taken.engine.equals("lua") && compile(bytes, lineEnd, to);
    note(taken.name);
    return !isJudged;
  }

  /** Notes what keeps these servers from taking the line. */
  private void requireLine(Line line, int these) {
    boolean isLua = line.engine.equals("lua");
    if (line.problem != null || !isLua) {
      String text = line.problem == null ? "the engine " + line.engine : line.problem;
      servers.require(Server.allBits() & ~these, strings.start(), "a function library: " + text);
    }
  }

  private static Line line(byte[] bytes, int from, int lineEnd, Server server) {
    ServerWords.Split split = ServerWords.split(bytes, from, lineEnd, server);
    List<String> words = split.words();
    if (split.fault() != null || words.isEmpty()) {
      return Line.wrong("expected words with balanced quotes in the first line, found others");
    }
    String name = null;
    for (String word : words.subList(1, words.size())) {
      if (!word.toLowerCase(Locale.ROOT).startsWith(NAME)) {
        return Line.wrong("expected name=, found " + word);
      }
      if (name != null) {
        return Line.wrong("expected one name, found two");
      }
      name = word.substring(NAME.length());
    }
    if (name == null || !name.matches("[A-Za-z0-9_]+")) {
      return Line.wrong("expected a name of letters, digits and underscores, found " + name);
    }
    String engine = words.get(0).substring(Math.min(2, words.get(0).length()));
    return new Line(null, engine.toLowerCase(Locale.ROOT), name);
  }

  /** Servers keep all names; beyond some 40,000 of them we can't say. */
  private void note(String name) throws RdbStop {
    if (names.contains(name)) {
      throw bad("expected one library of the name " + name + ", found a second one");
    }
    keep(name, names);
  }

  private void keep(String name, Set<String> kind) throws RdbStop {
    kept += name.length() + OVERHEAD;
    if (kept > MOST_KEPT) {
      throw new RdbStop(
          RdbProblem.Kind.UNSUPPORTED,
          strings.start(),
          "more function libraries than are compared: " + names.size());
    }
    kind.add(name);
  }

  /**
   * What fails when it is run keeps a server from starting, as does what is there already.
   *
   * @return whether it is known what a run does
   */
  private boolean run(byte[] source, int from, int to) throws RdbStop {
    LuaRun run = LuaRun.of(source, from, to);
    LuaProblem problem = run.problem();
    if (problem != null) {
      String text = "line " + problem.line() + " " + problem.text();
      if (run.failsOn() == Server.allBits()) {
        throw bad(text);
      }
      int others = Server.allBits() & ~run.failsOn();
      servers.requireUndamaged(
          others, others, strings.start(), "a function library that fails as it is run: " + text);
    }
    List<String> registered = run.functions();
    if (registered == null) {
      return problem != null;
    }
    for (String function : registered) {
      if (functions.contains(function)) {
        throw bad("expected one function of the name " + function + ", found a second one");
      }
      keep(function, functions);
    }
    return true;
  }

  /**
   * Longer ones than can be held at once are left to the server.
   *
   * @return whether it is known whether servers load it
   */
  private boolean compile(byte[] source, int from, int to) throws RdbStop {
    int compiledBy = LuaSyntax.compiledBy(source, from, to);
    if (compiledBy == 0) {
      LuaProblem problem = LuaSyntax.check(source, from, to, Server.REDIS_7_0);
      throw bad(problem == null ? "" : "line " + problem.line() + ": " + problem.text());
    }
    servers.requireUndamaged(
        compiledBy, compiledBy, strings.start(), "a function library that does not compile");
    return run(source, from, to) || compiledBy != Server.allBits();
  }

  private RdbStop bad(String text) {
    return RdbStop.badFormat(strings.start(), "function library: " + text);
  }
}
