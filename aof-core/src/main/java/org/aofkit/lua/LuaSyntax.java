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
    int end = server == Server.VALKEY_9 ? firstNul(source, from, to) : to;
    boolean nestsBrackets = server == Server.VALKEY_9 || server == Server.REDIS_8_0;
    try {
      new LuaStatements(new LuaTokens(new LuaLexer(source, from, end, nestsBrackets))).source();
      return null;
    } catch (LuaStop stop) {
      return stop.problem();
    }
  }

  /**
   * The servers that compile a source, as a mask of {@link Server#bit()}; parameters as for {@link
   * #check}.
   */
  public static int compiledBy(byte[] source, int from, int to) {
    int mask = 0;
    for (Server server : Server.values()) {
      mask |= check(source, from, to, server) == null ? server.bit() : 0;
    }
    return mask;
  }

  private static int firstNul(byte[] source, int from, int to) {
    int at = from;
    while (at < to && source[at] != 0) {
      at++;
    }
    return at;
  }
}
