package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** SET and its relatives that are about one key. */
final class StringCommands {
  private StringCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("set", StringCommands::set)
        .add("setnx", StringCommands::setnx)
        .add("setex", call -> setWithLifetime(call, true, "setex"))
        .add("psetex", call -> setWithLifetime(call, false, "psetex"))
        .add("getset", StringCommands::getset)
        .add("getdel", StringCommands::getdel)
        .add("getex", StringCommands::getex)
        .add("delifeq", StringCommands::delifeq)
        .add("append", StringCommands::append)
        .add("setrange", StringCommands::setrange);
  }

  private static Outcome set(Call call) throws RefusedException, NotModelledException {
    if (call.count() == 3) {
      call.store(1, new StringValue(call.word(2)));
      return Outcome.CHANGED;
    }
    SetOptions options = SetOptions.read(call, 3, SetOptions.Of.SET);
    long deadline = options.hasTime() ? options.timeMs("set") : KeyHead.NONE;
    ByteString name = call.name(1);
    StoredKey stored = call.database().get(name);
    if (options.isGet()) {
      call.string(1);
    }
    if (stored == null ? options.isXx() || options.equalTo() >= 0 : options.isNx()) {
      return Outcome.UNCHANGED;
    }
    if (options.equalTo() >= 0) {
      StringValue former = call.string(1);
      if (former == null || !former.hasBytes(call.word(options.equalTo()))) {
        return Outcome.UNCHANGED;
      }
    }
    if (options.hasTime() && options.isRelative()) {
      throw NotModelledException.relativeTime();
    }
    if (options.isKeepTtl() && stored != null) {
      deadline = stored.expireAtMs();
    }
    call.database().put(name, new StoredKey(new StringValue(call.word(2)), deadline));
    return Outcome.CHANGED;
  }

  private static Outcome setnx(Call call) {
    if (call.key(1) != null) {
      return Outcome.UNCHANGED;
    }
    call.store(1, new StringValue(call.word(2)));
    return Outcome.CHANGED;
  }

  private static Outcome setWithLifetime(Call call, boolean isSeconds, String name)
      throws RefusedException, NotModelledException {
    SetOptions.timeMs(call, 2, isSeconds, true, name);
    throw NotModelledException.relativeTime();
  }

  private static Outcome getset(Call call) throws RefusedException {
    call.string(1);
    call.store(1, new StringValue(call.word(2)));
    return Outcome.CHANGED;
  }

  private static Outcome getdel(Call call) throws RefusedException {
    return Outcome.changed(call.string(1) != null && call.remove(1));
  }

  private static Outcome getex(Call call) throws RefusedException, NotModelledException {
    SetOptions options = SetOptions.read(call, 2, SetOptions.Of.GETEX);
    boolean isTimeFirst = call.server() == Server.VALKEY_9 && options.hasTime();
    long deadline = isTimeFirst ? options.timeMs("getex") : KeyHead.NONE;
    StoredKey stored = call.key(1);
    if (call.string(1) == null || stored == null) {
      return Outcome.UNCHANGED;
    }
    if (options.hasTime()) {
      deadline = options.timeMs("getex");
      if (options.isRelative()) {
        throw NotModelledException.relativeTime();
      }
      stored.setExpireAtMs(deadline);
      return Outcome.CHANGED;
    }
    if (!options.isPersist() || !stored.hasDeadline()) {
      return Outcome.UNCHANGED;
    }
    stored.setExpireAtMs(KeyHead.NONE);
    return Outcome.CHANGED;
  }

  private static Outcome delifeq(Call call) throws RefusedException {
    StringValue value = call.string(1);
    return Outcome.changed(value != null && value.hasBytes(call.word(2)) && call.remove(1));
  }

  private static Outcome append(Call call) throws RefusedException, NotModelledException {
    StringValue value = call.string(1);
    byte[] more = call.word(2);
    if (value == null) {
      call.store(1, new StringValue(more));
      return Outcome.CHANGED;
    }
    requireRoom(value.length(), more.length);
    value.write(value.length(), more);
    return Outcome.CHANGED;
  }

  private static Outcome setrange(Call call) throws RefusedException, NotModelledException {
    long offset = call.integer(2);
    if (offset < 0) {
      throw new RefusedException("ERR offset is out of range");
    }
    @Nullable StringValue value = call.string(1);
    byte[] bytes = call.word(3);
    if (bytes.length == 0) {
      return Outcome.UNCHANGED;
    }
    requireRoom(offset, bytes.length);
    if (value == null) {
      value = new StringValue(new byte[0]);
      call.store(1, value);
    }
    value.write((int) offset, bytes);
    return Outcome.CHANGED;
  }

  /** A server that loads a log lets a string become longer than clients may make it. */
  static void requireRoom(long length, long more) throws NotModelledException {
    if (length > StringValue.LONGEST - more) {
      throw NotModelledException.tooLong();
    }
  }
}
