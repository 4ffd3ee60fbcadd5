package org.aofkit.lua;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which functions a library registers, where that is plain without running it: where its
 * source does nothing but to declare local functions and values, and to call {@code
 * redis.register_function} with a name, a function and known flags. Running such a source can't
 * fail but for a name that is taken. Compared with FUNCTION LOAD of Redis 7.0.15, 8.0.6 and Valkey
 * 9.1.2.
 */
final class LuaRegistrations {
  /** Those of all servers from Redis 7.0 on. */
  private static final Set<String> FLAGS =
      Set.of("no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys");

  private static final Set<String> OBJECTS = Set.of("redis", "server");

  private static final String UNKNOWN = "?";

  private final LuaLexer lexer;
  private final List<String> functions = new ArrayList<>();
  private final Set<String> locals = new HashSet<>();
  private LuaToken token = LuaToken.SOURCE_END;
  private boolean isPlain;

  /** What fails for certain: all in front of it is plain. */
  private @Nullable LuaProblem problem;

  private LuaRegistrations(LuaLexer lexer) {
    this.lexer = lexer;
  }

  /**
   * Reads a source up to its end, or to the first thing that is not plain.
   *
   * @param source one that compiles ({@link LuaSyntax}) for all servers; borrowed
   * @param from where in it the source begins
   * @param to where it ends, exclusive
   */
  static LuaRegistrations read(byte[] source, int from, int to) {
    LuaRegistrations read = new LuaRegistrations(new LuaLexer(source, from, to, false));
    for (int at = from; at < to; at++) {
      if (source[at] == 0) {
        return read;
      }
    }
    try {
      read.isPlain = read.isPlain();
    } catch (LuaStop stop) {
      // It is as plain as far as it was read.
      read.isPlain = false;
    }
    return read;
  }

  /**
   * The names that are registered, in their order; one that comes twice is there twice, and servers
   * refuse it, as they refuse a library that registers none.
   *
   * @return null where only a run can tell
   */
  @Nullable List<String> functions() {
    return isPlain ? List.copyOf(functions) : null;
  }

  /** What fails when the source is run; null if nothing does for certain. */
  @Nullable LuaProblem problem() {
    return problem;
  }

  private void pass() throws LuaStop {
    token = lexer.next();
  }

  private boolean passes(LuaToken wanted) throws LuaStop {
    if (token != wanted) {
      return false;
    }
    pass();
    return true;
  }

  private boolean isPlain() throws LuaStop {
    pass();
    while (token != LuaToken.SOURCE_END) {
      boolean isKnown = passes(LuaToken.LOCAL) ? local() : registration();
      if (!isKnown) {
        return false;
      }
      passes(LuaToken.SEMICOLON);
    }
    return true;
  }

  /** A local function, or a local with a function or a plain value. */
  private boolean local() throws LuaStop {
    if (token == LuaToken.FUNCTION) {
      pass();
      String name = newLocal();
      if (name == null) {
        return false;
      }
      locals.add(name);
      body(1);
      return true;
    }
    String name = newLocal();
    if (name == null || !passes(LuaToken.ASSIGN)) {
      return false;
    }
    switch (token) {
      case FUNCTION -> {
        body(0);
        locals.add(name);
        return true;
      }
      case NUMBER, STRING, TRUE, FALSE, NIL -> {
        pass();
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  /** Passes the name of a local; null if it is none, or hides an object that registers. */
  private @Nullable String newLocal() throws LuaStop {
    String name = token == LuaToken.NAME ? lexer.name() : "redis";
    if (OBJECTS.contains(name)) {
      return null;
    }
    locals.remove(name);
    pass();
    return name;
  }

  /** Passes a function whose first {@code open} words that need an END were passed. */
  private void body(int open) throws LuaStop {
    int depth = open;
    do {
      switch (token) {
        case FUNCTION, IF, DO, REPEAT -> depth++;
        case END, UNTIL -> depth--;
        case SOURCE_END -> throw new LuaStop(lexer.line(), "");
        default -> {
          // Nothing that opens or ends a block.
        }
      }
      pass();
    } while (depth > 0);
  }

  private boolean registration() throws LuaStop {
    if (!isName("redis") || !passesName() || !passes(LuaToken.DOT)) {
      return false;
    }
    if (!isName("register_function")) {
      return false;
    }
    pass();
    if (token == LuaToken.OPEN_TABLE) {
      return table();
    }
    if (!passes(LuaToken.OPEN)) {
      return false;
    }
    if (token == LuaToken.OPEN_TABLE) {
      return table() && passes(LuaToken.CLOSE);
    }
    String name = quoted();
    if (name == null || !passes(LuaToken.COMMA)) {
      return false;
    }
    int line = lexer.line();
    boolean isFunction = token == LuaToken.FUNCTION || token == LuaToken.NAME;
    if (isFunction ? !callback() : !plainValue()) {
      return false;
    }
    if (!passes(LuaToken.CLOSE)) {
      return false;
    }
    if (!isFunction) {
      return fails(line, "registers " + name + " with what is no function");
    }
    return register(name, line);
  }

  private boolean register(String name, int line) {
    if (!name.matches("[A-Za-z0-9_]+")) {
      return fails(line, "registers a function of the name '" + name + "'");
    }
    functions.add(name);
    return true;
  }

  private boolean fails(int line, String why) {
    problem = new LuaProblem(line, why);
    return false;
  }

  /** Passes a value that is no function. */
  private boolean plainValue() throws LuaStop {
    switch (token) {
      case NIL, TRUE, FALSE, NUMBER, STRING -> {
        pass();
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean isName(String name) {
    return token == LuaToken.NAME && lexer.name().equals(name);
  }

  private boolean passesName() throws LuaStop {
    return passes(LuaToken.NAME);
  }

  /** A table of arguments by name, each once; servers read their names in any case. */
  private boolean table() throws LuaStop {
    int line = lexer.line();
    pass();
    Set<String> fields = new HashSet<>();
    String name = null;
    String fault = null;
    while (token != LuaToken.CLOSE_TABLE) {
      String field = token == LuaToken.NAME ? lexer.name().toLowerCase(Locale.ROOT) : "";
      if (!passesName() || !passes(LuaToken.ASSIGN) || !fields.add(field)) {
        return false;
      }
      boolean isKnown =
          switch (field) {
            case "function_name" -> {
              name = quoted();
              yield name != null;
            }
            case "callback" -> callback();
            case "description" -> passes(LuaToken.STRING);
            case "flags" -> {
              String unknown = flags();
              fault = unknown.isEmpty() ? fault : "registers a function with " + unknown;
              yield !unknown.equals(UNKNOWN);
            }
            default -> {
              fault = "registers a function with the argument " + field;
              yield token != LuaToken.NIL && (plainValue() || anyTable());
            }
          };
      if (!isKnown || !isNext()) {
        return false;
      }
    }
    pass();
    if (name == null || !fields.contains("callback")) {
      fault = "registers a function without " + (name == null ? "a name" : "a callback");
    }
    return fault == null && name != null
        ? register(name, line)
        : fails(line, fault == null ? "" : fault);
  }

  /** A table of strings. */
  private boolean anyTable() throws LuaStop {
    return token == LuaToken.OPEN_TABLE && !flags().equals(UNKNOWN);
  }

  /** What is wrong with flags: nothing, one that no server knows, or what only a run can tell. */
  private String flags() throws LuaStop {
    if (!passes(LuaToken.OPEN_TABLE)) {
      return UNKNOWN;
    }
    String wrong = "";
    while (token != LuaToken.CLOSE_TABLE) {
      String flag = quoted();
      if (flag == null || !isNext()) {
        return UNKNOWN;
      }
      if (!FLAGS.contains(flag.toLowerCase(Locale.ROOT))) {
        wrong = "the flag " + flag;
      }
    }
    pass();
    return wrong;
  }

  /** Passes what is between two items of a table, if this is no end of it. */
  private boolean isNext() throws LuaStop {
    return passes(LuaToken.COMMA) || passes(LuaToken.SEMICOLON) || token == LuaToken.CLOSE_TABLE;
  }

  private boolean callback() throws LuaStop {
    if (token == LuaToken.FUNCTION) {
      body(0);
      return true;
    }
    return token == LuaToken.NAME && locals.contains(lexer.name()) && passesName();
  }

  /** Passes a string in quotes; null if it is none, or has escapes. */
  private @Nullable String quoted() throws LuaStop {
    String text = token == LuaToken.STRING ? lexer.text() : "";
    if (text.isEmpty() || text.charAt(0) == '[' || text.indexOf('\\') >= 0) {
      return null;
    }
    pass();
    return text.substring(1, text.length() - 1);
  }
}
