package org.aofkit.keyspace.commands;

/** Whole databases. */
final class DatabaseCommands {
  private DatabaseCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("swapdb", DatabaseCommands::swapdb)
        .add("flushdb", DatabaseCommands::flushdb)
        .add("flushall", DatabaseCommands::flushall);
  }

  private static Outcome swapdb(Call call) throws RefusedException {
    int one = call.smallInteger(1, "ERR invalid first DB index");
    int other = call.smallInteger(2, "ERR invalid second DB index");
    int count = call.keyspace().databaseCount();
    if (one < 0 || one >= count || other < 0 || other >= count) {
      throw new RefusedException("ERR DB index is out of range");
    }
    call.keyspace().swap(one, other);
    return Outcome.CHANGED;
  }

  private static Outcome flushdb(Call call) throws RefusedException {
    requireMode(call);
    call.database().clear();
    return Outcome.CHANGED;
  }

  private static Outcome flushall(Call call) throws RefusedException {
    requireMode(call);
    call.keyspace().clear();
    return Outcome.CHANGED;
  }

  private static void requireMode(Call call) throws RefusedException {
    boolean isRight = call.count() == 1;
    if (call.count() == 2) {
      isRight = call.is(1, "ASYNC") || call.is(1, "SYNC");
    }
    if (!isRight) {
      throw RefusedException.syntax();
    }
  }
}
