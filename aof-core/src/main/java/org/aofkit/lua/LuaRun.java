package org.aofkit.lua;

import java.util.HashSet;
import java.util.List;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What running a library's source does when a server loads it, as far as that can be told without
 * running it. Of a library of which neither is known only a run can tell.
 *
 * @param functions the functions that it registers, in their order, where running it can't fail but
 *     for a function of another library that has one of these names; else null
 * @param failsOn the servers on which it fails for certain, which do not start with it, as a mask
 *     of {@link Server#bit()}; 0 where none is known
 * @param problem why; null where {@code failsOn} is 0
 */
public record LuaRun(@Nullable List<String> functions, int failsOn, @Nullable LuaProblem problem) {
  private static final LuaRun UNKNOWN = new LuaRun(null, 0, null);

  /**
   * Looks at a source.
   *
   * @param source borrowed
   * @param from where in it the source begins
   * @param to where it ends, exclusive
   */
  public static LuaRun of(byte[] source, int from, int to) {
    if (LuaSyntax.compiledBy(source, from, to) != Server.allBits()) {
      return UNKNOWN;
    }
    LuaRegistrations plain = LuaRegistrations.read(source, from, to);
    if (plain.problem() != null) {
      return new LuaRun(null, Server.allBits(), plain.problem());
    }
    List<String> functions = plain.functions();
    if (functions == null) {
      LuaMain main = LuaSyntax.main(source, from, to);
      return main == null || main.failsOn() == 0
          ? UNKNOWN
          : new LuaRun(null, main.failsOn(), main.problem());
    }
    if (functions.isEmpty()) {
      return fails("registers no function");
    }
    return new HashSet<>(functions).size() == functions.size()
        ? new LuaRun(functions, 0, null)
        : fails("registers two functions of one name");
  }

  private static LuaRun fails(String why) {
    return new LuaRun(null, Server.allBits(), new LuaProblem(1, why));
  }
}
