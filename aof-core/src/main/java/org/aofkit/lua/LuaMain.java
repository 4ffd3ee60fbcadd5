package org.aofkit.lua;

import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What certainly fails when a source is run as a library is loaded. Of what stands in no function,
 * in no loop and in no branch, all is run, up to a RETURN that may end it. There is no global there
 * but {@code redis}, and {@code server} in Valkey; to read another one, or to set any, is an error,
 * and nothing can catch it. Measured by FUNCTION LOAD and by starts of Redis 7.0.15, 8.0.6 and
 * Valkey 9.1.2.
 */
final class LuaMain {
  private static final int VALKEYS = Server.VALKEY_8.bit() | Server.VALKEY_9.bit();

  private int functions;
  private int conditions;
  private boolean mayHaveEnded;
  private boolean usesObjects;
  private int failsOn;
  private @Nullable LuaProblem problem;

  void enterFunction() {
    functions++;
  }

  void leaveFunction() {
    functions--;
  }

  /** What follows may be left out, or be run more than once. */
  void enterCondition() {
    conditions++;
  }

  void leaveCondition() {
    conditions--;
  }

  /** A RETURN was met. */
  void leave() {
    mayHaveEnded |= functions == 0;
  }

  /** A name that is no local one was met: it is read or set. */
  void global(String name, int line) {
    boolean isObject = isObject(name);
    usesObjects |= isObject;
    if (!isObject) {
      fails(Server.allBits(), line, "a global of the name " + name + ", which does not exist");
    } else if (name.equals("server")) {
      fails(Server.allBits() & ~VALKEYS, line, "the global server, which Redis does not have");
    }
  }

  /** Whether a global holds what servers offer to libraries. */
  static boolean isObject(String name) {
    return name.equals("redis") || name.equals("server");
  }

  /** A field of such a global was met. */
  void field(String object, String name, boolean isCalled, int line) {
    if (name.equals("log")) {
      if (isCalled) {
        fails(Server.VALKEY_9.bit(), line, object + ".log, on which Valkey 9 ends (signal 11)");
      }
      return;
    }
    boolean mayExist =
        name.equals("register_function")
            || name.startsWith("LOG_")
            || name.contains("VERSION")
            || name.contains("NAME");
    if (!mayExist) {
      fails(
          Server.allBits(),
          line,
          object + "." + name + ", which does not exist while a library is loaded");
    }
  }

  private void fails(int servers, int line, String what) {
    boolean isRun = functions == 0 && conditions == 0 && !mayHaveEnded;
    if (isRun && (servers & ~failsOn) != 0) {
      failsOn |= servers;
      problem = new LuaProblem(line, "uses " + what);
    }
  }

  /** What fails at last, of all that fails for the first time for some server. */
  @Nullable LuaProblem problem() {
    return usesObjects ? problem : new LuaProblem(1, "registers no function");
  }

  /** The servers that it fails on, as a mask of {@link Server#bit()}. */
  int failsOn() {
    return usesObjects ? failsOn : Server.allBits();
  }
}
