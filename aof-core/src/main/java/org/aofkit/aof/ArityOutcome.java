package org.aofkit.aof;

import java.util.Set;
import org.aofkit.server.Server;

/**
 * What happens to a command with a wrong number of arguments. Valkey 9 refuses it; Redis does not look and runs into
 * undefined behaviour. Measured with Redis 7.0.15 and 8.0.6: superfluous arguments are ignored; missing ones crash the
 * server with most commands. Valkey 8 was not measured and is taken to be like Redis.
 */
final class ArityOutcome {
  /** Commands that were seen to load with arguments missing. */
  private static final Set<String> SURVIVE_MISSING = Set.of("del", "expire", "rpush", "xadd", "zadd");

  private ArityOutcome() {}

  /**
   * The servers that come up all the same.
   *
   * @param name in lower case
   * @param arity of the command, counting its name; negative for a minimum
   * @param argc how many words there are
   */
  static int survivors(String name, int arity, int argc) {
    boolean missing = argc < Math.abs(arity);
    if (missing && !SURVIVE_MISSING.contains(name)) {
      return 0;
    }
    return Server.allBits() & ~Server.VALKEY_9.bit();
  }
}
