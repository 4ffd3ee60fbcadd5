package org.aofkit.keyspace.commands;

import java.util.Set;
import org.aofkit.command.CommandTable;

/** Commands without an action of their own that leave the data set as it is. */
final class Harmless {
  /** Containers of which some part is about more than this server's data being read. */
  private static final Set<String> OTHERS = Set.of("cluster", "script", "module");

  private Harmless() {}

  /**
   * Whether a command changes no data: no server flags it as one that may, it runs no scripts, and
   * it is not about the server itself. Also those that loaders answer with an error are among them.
   */
  static boolean is(CommandTable table, int id) {
    if ((table.traits(id) & CommandTable.WRITE) != 0) {
      return false;
    }
    return switch (table.kind(id)) {
      case PING, SELECT, MULTI, EXEC, DISCARD, WAIT -> true;
      case ORDINARY -> {
        String name = table.spec(id).name();
        int bar = name.indexOf('|');
        yield bar < 0 || !OTHERS.contains(name.substring(0, bar)) || name.endsWith("|help");
      }
      default -> false;
    };
  }
}
