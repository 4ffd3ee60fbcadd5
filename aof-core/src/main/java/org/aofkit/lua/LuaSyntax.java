package org.aofkit.lua;

import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a source compiles in the Lua 5.1 that Redis and Valkey carry. That is the first of
 * two things that loading a function library does. The second, running it, is not done here. Of
 * what compiling needs, registers (some 250 values in one expression list), constants and jumps are
 * not counted. Compared with FUNCTION LOAD of Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
 *
 * <p>Nesting is limited to 200 levels as it is there, and so is the depth of recursion here.
 */
public final class LuaSyntax {
  private LuaSyntax() {}

  /**
   * Reads a source to its end, or to the first thing wrong.
   *
   * @param source borrowed
   * @param from where in it the source begins
   * @param to where it ends, exclusive
   * @param server which server is to compile it
   * @return what is wrong; null if it compiles
   */
  public static @Nullable LuaProblem check(byte[] source, int from, int to, Server server) {
    return switch (server) {
      case REDIS_7_0, REDIS_7_2, REDIS_7_4, VALKEY_8 -> read(source, from, to, false);
      case REDIS_8_0 -> read(source, from, to, true);
      case VALKEY_9 -> read(source, from, firstNul(source, from, to), true);
    };
  }

  /**
   * The servers that compile a source, as a mask of {@link Server#bit()}; parameters as for {@link
   * #check}.
   */
  public static int compiledBy(byte[] source, int from, int to) {
    boolean isPlain = read(source, from, to, false) == null;
    boolean isNested = isPlain || read(source, from, to, true) == null;
    int nul = firstNul(source, from, to);
    boolean isCut = nul == to ? isNested : read(source, from, nul, true) == null;
    int others = Server.allBits() & ~(Server.REDIS_8_0.bit() | Server.VALKEY_9.bit());
    return (isPlain ? others : 0)
        | (isNested ? Server.REDIS_8_0.bit() : 0)
        | (isCut ? Server.VALKEY_9.bit() : 0);
  }

  /** What is run of a source without NULs that compiles everywhere; null if it does not. */
  static @Nullable LuaMain main(byte[] source, int from, int to) {
    try {
      return new LuaStatements(new LuaTokens(new LuaLexer(source, from, to, false))).source();
    } catch (LuaStop stop) {
      return null;
    }
  }

  private static @Nullable LuaProblem read(byte[] source, int from, int to, boolean nestsBrackets) {
    try {
      new LuaStatements(new LuaTokens(new LuaLexer(source, from, to, nestsBrackets))).source();
      return null;
    } catch (LuaStop stop) {
      return stop.problem();
    }
  }

  private static int firstNul(byte[] source, int from, int to) {
    int at = from;
    while (at < to && source[at] != 0) {
      at++;
    }
    return at;
  }
}
