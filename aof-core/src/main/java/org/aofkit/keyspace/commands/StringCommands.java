package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.StringValue;

/** SET and its relatives. */
final class StringCommands {
  private StringCommands() {}

  static void addTo(Actions actions) {
    actions.add("setnx", StringCommands::setnx);
  }

  private static Outcome setnx(Call call) {
    if (call.key(1) != null) {
      return Outcome.UNCHANGED;
    }
    call.store(1, new StringValue(call.word(2)));
    return Outcome.CHANGED;
  }
}
