package org.aofkit.command;

import java.util.List;
import org.aofkit.server.Server;

/**
 * What is known of a command or a subcommand.
 *
 * <p>Arity counts all words, the name and the subcommand included: a positive one is exact, a
 * negative one is a minimum, 0 says that the server does not know the command. The places of keys
 * are the same on all servers that know it, and count words too, so that 1 is the word behind a
 * name without a subcommand.
 *
 * @param id the command's number in the {@link CommandTable}
 * @param name its name in lower case; {@code parent|sub} for a subcommand
 * @param kind what it means to a reader of logs
 * @param isContainer whether its first argument is the name of a subcommand
 * @param arities the arity on each server, in the order of {@link Server}
 * @param firstKey the word that is its first key; 0 if it has none, or none in a fixed place
 * @param lastKey the word that is its last key; a negative one counts from the end, -1 being the
 *     last word
 * @param keyStep how many words from one key to the next
 * @param write whether servers flag it as one that may change data; a log can hold others too, such
 *     as PFCOUNT
 * @param movableKeys whether keys stand in places that its arguments decide
 * @param touchesSelectedDatabase whether what it does depends on the selected database
 * @param sinceRedis the first Redis that has it, as the newest Redis in the table says; empty if
 *     unknown
 * @param sinceValkey the same for Valkey
 */
public record CommandSpec(
    int id,
    String name,
    CommandKind kind,
    boolean isContainer,
    List<Integer> arities,
    int firstKey,
    int lastKey,
    int keyStep,
    boolean write,
    boolean movableKeys,
    boolean touchesSelectedDatabase,
    String sinceRedis,
    String sinceValkey) {
  /** Copies the list of arities. */
  public CommandSpec {
    arities = List.copyOf(arities);
  }

  /** The arity on a server; 0 if that server does not know the command. */
  public int arity(Server server) {
    return arities.get(server.ordinal());
  }

  /** A mask of the {@linkplain Server#bit() bits} of the servers that know it. */
  public int knownBy() {
    int mask = 0;
    for (Server server : Server.values()) {
      mask |= arity(server) != 0 ? server.bit() : 0;
    }
    return mask;
  }
}
