package org.aofkit.keyspace.commands;

import org.aofkit.command.CommandTable;
import org.jspecify.annotations.Nullable;

/** The actions by the ids of their commands. */
final class Actions {
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
        byId[id] = call -> Outcome.UNCHANGED;
      }
    }
    return this;
  }

  /** What a command does; null if that is not modelled. */
  @Nullable Action of(int id) {
    return byId[id];
  }
}
