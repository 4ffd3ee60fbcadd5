package org.aofkit.lua;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which functions a library registers, where that is plain without running it: where its
 * source does nothing but to declare local functions and values, and to call {@code
 * redis.register_function} with a name, a function and known flags. Running such a source can't
 * fail but for a name that is taken. Compared with FUNCTION LOAD of Redis 7.0.15, 8.0.6 and Valkey
 * 9.1.2.
 */
public final class LuaRegistrations {
  /** Those of all servers from Redis 7.0 on. */
  private static final Set<String> FLAGS =
      Set.of("no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys");

  private static final Set<String> OBJECTS = Set.of("redis", "server");

  private final LuaLexer lexer;
  private final List<String> functions = new ArrayList<>();
  private final Set<String> locals = new HashSet<>();
  private LuaToken token = LuaToken.SOURCE_END;

  private LuaRegistrations(LuaLexer lexer) {
    this.lexer = lexer;
  }

  /**
   * The names that are registered, in their order; one that comes twice is there twice, and servers
   * refuse it, as they refuse a library that registers none.
   *
   * @param source one that compiles ({@link LuaSyntax}) for all servers; borrowed
   * @param from where in it the source begins
   * @param to where it ends, exclusive
   * @return null where only a run can tell
   */
  public static @Nullable List<String> of(byte[] source, int from, int to) {
    for (int at = from; at < to; at++) {
      if (source[at] == 0) {
        return null;
      }
    }
    try {
      LuaRegistrations read = new LuaRegistrations(new LuaLexer(source, from, to, false));
      return read.isPlain() ? List.copyOf(read.functions) : null;
    } catch (LuaStop stop) {
      return null;
    }
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
    String name = functionName();
    if (name == null || !passes(LuaToken.COMMA) || !callback()) {
      return false;
    }
    functions.add(name);
    return passes(LuaToken.CLOSE);
  }

  private boolean isName(String name) {
    return token == LuaToken.NAME && lexer.name().equals(name);
  }

  private boolean passesName() throws LuaStop {
    return passes(LuaToken.NAME);
  }

  /** A table of arguments by name, each once. */
  private boolean table() throws LuaStop {
    pass();
    Set<String> fields = new HashSet<>();
    String name = null;
    while (token != LuaToken.CLOSE_TABLE) {
      String field = token == LuaToken.NAME ? lexer.name() : "";
      if (!passesName() || !passes(LuaToken.ASSIGN) || !fields.add(field)) {
        return false;
      }
      boolean isKnown =
          switch (field) {
            case "function_name" -> {
              name = functionName();
              yield name != null;
            }
            case "callback" -> callback();
            case "description" -> passes(LuaToken.STRING);
            case "flags" -> flags();
            default -> false;
          };
      if (!isKnown || !isNext()) {
        return false;
      }
    }
    pass();
    if (name == null || !fields.contains("callback")) {
      return false;
    }
    functions.add(name);
    return true;
  }

  private boolean flags() throws LuaStop {
    if (!passes(LuaToken.OPEN_TABLE)) {
      return false;
    }
    while (token != LuaToken.CLOSE_TABLE) {
      String flag = quoted();
      if (flag == null || !FLAGS.contains(flag) || !isNext()) {
        return false;
      }
    }
    pass();
    return true;
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

  private @Nullable String functionName() throws LuaStop {
    String name = quoted();
    return name != null && name.matches("[A-Za-z0-9_]+") ? name : null;
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
