package org.aofkit.command;

import java.util.HashMap;
import java.util.Map;
import org.aofkit.server.Server;

/**
 * What happens to a command with a wrong number of arguments while a log is loaded.
 *
 * <p>Redis does not look at the number. Superfluous arguments are ignored. Where some are missing,
 * the command reads memory that is not its own, unless it looks at the number itself: most make the
 * server crash, some load, and with some it depends on the keys there are and on what lies in that
 * memory. Measured with Redis 7.0.15 and 8.0.6, command by command, in and outside of transactions
 * (the table is {@link MissingArgumentsData}). Redis 7.2 and 7.4 are taken to load what both of
 * them load.
 *
 * <p>Valkey 9.1.2 looks at the number and refuses, be the command queued or not. Valkey 8 was not
 * measured and is taken to do the same.
 */
public final class MissingArguments {
  /** Made when it is first asked for, which most runs never do. */
  private static final Map<String, String[]> ROWS = parse(MissingArgumentsData.TEXT);

  private MissingArguments() {}

  /** How sure it is what a server does. */
  public enum Outcome {
    /** It loads. */
    LOADS,
    /** It was never seen to load. */
    CRASHES,
    /** It depends on keys or stray memory: undefined behaviour, taken for a crash. */
    UNDEFINED,
    /** As {@link #UNDEFINED}, but usually it loads. */
    USUALLY_LOADS
  }

  private static Map<String, String[]> parse(String text) {
    Map<String, String[]> rows = new HashMap<>();
    for (String line : text.split("\n")) {
      String[] words = line.split(" ");
      rows.put(words[0], new String[] {words[1], words[2]});
    }
    return rows;
  }

  /**
   * Mask of the servers that come up after such a command was executed.
   *
   * @param argc how many words there are, the name and the subcommand included
   */
  public static int survivors(CommandSpec command, int argc) {
    int survivors = 0;
    for (Server server : Server.values()) {
      if (command.arity(server) != 0) {
        Outcome outcome = outcome(command, server, argc);
        boolean survives = outcome == Outcome.LOADS || outcome == Outcome.USUALLY_LOADS;
        survivors |= survives ? server.bit() : 0;
      }
    }
    return survivors;
  }

  /**
   * What a server that knows the command does.
   *
   * @param argc how many words there are; a number that is right {@link Outcome#LOADS}
   */
  public static Outcome outcome(CommandSpec command, Server server, int argc) {
    int arity = command.arity(server);
    if (argc == arity || (arity < 0 && argc >= -arity)) {
      return Outcome.LOADS;
    }
    return switch (server) {
      case REDIS_7_0 -> measured(command, 0, arity, argc);
      case REDIS_8_0 -> measured(command, 1, arity, argc);
      case REDIS_7_2, REDIS_7_4 -> between(command, arity, argc);
      case VALKEY_8, VALKEY_9 -> Outcome.CRASHES;
    };
  }

  private static Outcome between(CommandSpec command, int arity, int argc) {
    Outcome newer = measured(command, 1, arity, argc);
    if (command.arity(Server.REDIS_7_0) == 0) {
      return newer;
    }
    Outcome older = measured(command, 0, arity, argc);
    return older == newer ? older : Outcome.UNDEFINED;
  }

  private static Outcome measured(CommandSpec command, int column, int arity, int argc) {
    if (argc >= Math.abs(arity)) {
      return Outcome.LOADS;
    }
    String[] row = ROWS.get(command.name());
    int index = argc - (command.name().indexOf('|') < 0 ? 1 : 2);
    if (row == null || index >= row[column].length()) {
      return Outcome.CRASHES;
    }
    return switch (row[column].charAt(index)) {
      case 'l' -> Outcome.LOADS;
      case 'm' -> Outcome.USUALLY_LOADS;
      case 'u' -> Outcome.UNDEFINED;
      default -> Outcome.CRASHES;
    };
  }
}
