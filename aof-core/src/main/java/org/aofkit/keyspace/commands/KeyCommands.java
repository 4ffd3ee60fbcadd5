package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.Database;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.ModuleValue;

/** What is done to keys whatever they hold. */
final class KeyCommands {
  private static final String NO_SUCH_DATABASE = "ERR DB index is out of range";
  private static final String SAME = "ERR source and destination objects are the same";

  private KeyCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("del", KeyCommands::del)
        .add("unlink", KeyCommands::del)
        .add("rename", KeyCommands::rename)
        .add("renamenx", KeyCommands::renamenx)
        .add("copy", KeyCommands::copy)
        .add("move", KeyCommands::move);
  }

  private static Outcome del(Call call) {
    boolean isChanged = false;
    for (int i = 1; i < call.count(); i++) {
      isChanged |= call.remove(i);
    }
    return Outcome.changed(isChanged);
  }

  private static Outcome rename(Call call) throws RefusedException {
    ByteString from = call.name(1);
    ByteString to = call.name(2);
    StoredKey stored = require(call, from);
    if (from.equals(to)) {
      return Outcome.UNCHANGED;
    }
    call.database().remove(from);
    call.database().put(to, stored);
    return Outcome.CHANGED;
  }

  private static Outcome renamenx(Call call) throws RefusedException {
    require(call, call.name(1));
    return call.key(2) != null ? Outcome.UNCHANGED : rename(call);
  }

  private static StoredKey require(Call call, ByteString name) throws RefusedException {
    StoredKey stored = call.database().get(name);
    if (stored == null) {
      throw new RefusedException("ERR no such key");
    }
    return stored;
  }

  private static Outcome copy(Call call) throws RefusedException, NotModelledException {
    int number = call.databaseNumber();
    boolean isReplacing = false;
    for (int at = 3; at < call.count(); at++) {
      if (call.is(at, "REPLACE")) {
        isReplacing = true;
      } else if (call.is(at, "DB") && at + 1 < call.count()) {
        at++;
        number = databaseNumber(call, at);
      } else {
        throw RefusedException.syntax();
      }
    }
    ByteString from = call.name(1);
    ByteString to = call.name(2);
    if (number == call.databaseNumber() && from.equals(to)) {
      throw new RefusedException(SAME);
    }
    StoredKey stored = call.database().get(from);
    Database target = call.keyspace().database(number);
    if (stored == null || target.get(to) != null && !isReplacing) {
      return Outcome.UNCHANGED;
    }
    if (stored.value() instanceof ModuleValue) {
      throw new NotModelledException("a copy of a module's value");
    }
    target.put(to, new StoredKey(stored.value().copy(), stored.expireAtMs()));
    return Outcome.CHANGED;
  }

  private static Outcome move(Call call) throws RefusedException {
    int number = databaseNumber(call, 2);
    if (number == call.databaseNumber()) {
      throw new RefusedException(SAME);
    }
    ByteString name = call.name(1);
    StoredKey stored = call.database().get(name);
    Database target = call.keyspace().database(number);
    if (stored == null || target.get(name) != null) {
      return Outcome.UNCHANGED;
    }
    call.database().remove(name);
    target.put(name, stored);
    return Outcome.CHANGED;
  }

  private static int databaseNumber(Call call, int index) throws RefusedException {
    int number = call.smallInteger(index, "ERR value is not an integer or out of range");
    if (number < 0 || number >= call.keyspace().databaseCount()) {
      throw new RefusedException(NO_SUCH_DATABASE);
    }
    return number;
  }
}
