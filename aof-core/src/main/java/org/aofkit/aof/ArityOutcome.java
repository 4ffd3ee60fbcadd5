package org.aofkit.aof;

import java.util.Set;
import org.aofkit.command.CommandSpec;
import org.aofkit.server.Server;

/**
 * What happens to a command with a wrong number of arguments. Valkey 9 refuses it; Redis does not
 * look and runs into undefined behaviour. Measured with Redis 7.0.15 and 8.0.6: superfluous
 * arguments are ignored; missing ones crash the server with most commands. Valkey 8 was not
 * measured and is taken to be like Redis.
 */
final class ArityOutcome {
  /** Commands that were seen to load with arguments missing. */
  private static final Set<String> SURVIVE_MISSING =
      Set.of("del", "expire", "hset", "rpush", "xadd", "zadd");

  private ArityOutcome() {}

  /**
   * The servers that come up all the same.
   *
   * @param argc how many words there are
   */
  static int survivors(CommandSpec command, int argc) {
    int survivors = 0;
    for (Server server : Server.values()) {
      boolean knows = (command.knownBy() & server.bit()) != 0;
      if (server != Server.VALKEY_9 && knows && survives(command, command.arity(server), argc)) {
        survivors |= server.bit();
      }
    }
    return survivors;
  }

  private static boolean survives(CommandSpec command, int arity, int argc) {
    return argc >= Math.abs(arity) || SURVIVE_MISSING.contains(command.name());
  }
}
