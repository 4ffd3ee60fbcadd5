package org.aofkit.keyspace.commands;

import java.util.Set;
import org.aofkit.command.CommandTable;
import org.jspecify.annotations.Nullable;

/** The actions by the ids of their commands. */
final class Actions {
  private static final Action HARMLESS = call -> Outcome.UNCHANGED;

  /** Commands with keys in places that can't be told from the table. */
  private static final Set<String> HIDDEN_KEYS = Set.of("xread", "migrate");

  private final CommandTable table;
  private final @Nullable Action[] byId;

  Actions(CommandTable table) {
    this.table = table;
    this.byId = new @Nullable Action[table.size()];
  }

  /**
   * Says what a command does.
   *
   * @param name in lower case; {@code parent|sub} for a subcommand
   */
  Actions add(String name, Action action) {
    int id = table.find(name);
    if (id < 0) {
      throw new IllegalArgumentException("no server knows " + name);
    }
    byId[id] = action;
    return this;
  }

  /** Says of all that have no action yet and change no data that they do nothing. */
  Actions addHarmless() {
    for (int id = 0; id < byId.length; id++) {
      if (byId[id] == null && Harmless.is(table, id)) {
        byId[id] = HARMLESS;
      }
    }
    return this;
  }

  /** What a command does; null if that is not modelled. */
  @Nullable Action of(int id) {
    return byId[id];
  }

  /** What can be made of a command. */
  CommandSupport support(int id) {
    Action action = byId[id];
    if (action != null) {
      return action == HARMLESS ? CommandSupport.HARMLESS : CommandSupport.MODELLED;
    }
    boolean hasKeys =
        (table.traits(id) & (CommandTable.FIXED_KEYS | CommandTable.MOVABLE_KEYS)) != 0;
    return hasKeys && !HIDDEN_KEYS.contains(table.spec(id).name())
        ? CommandSupport.CARRIED
        : CommandSupport.DECLINED;
  }
}
