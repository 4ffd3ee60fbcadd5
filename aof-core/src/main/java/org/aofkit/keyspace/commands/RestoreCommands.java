package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.Payload;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.ModuleValue;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.write.KeyHead;

/** RESTORE: a value in its serialised form becomes a key. */
final class RestoreCommands {
  private static final int MOST_FREQUENT = 255;

  private RestoreCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("restore", RestoreCommands::restore)
        .add("restore-asking", RestoreCommands::restore);
  }

  private record Options(boolean isReplacing, boolean isAbsolute) {
    static Options read(Call call) throws RefusedException {
      boolean isReplacing = false;
      boolean isAbsolute = false;
      boolean hasIdle = false;
      boolean hasFrequency = false;
      for (int at = 4; at < call.count(); at++) {
        boolean isFollowed = at + 1 < call.count();
        if (call.is(at, "REPLACE")) {
          isReplacing = true;
        } else if (call.is(at, "ABSTTL")) {
          isAbsolute = true;
        } else if (call.is(at, "IDLETIME") && isFollowed && !hasFrequency) {
          at++;
          hasIdle = true;
          if (call.integer(at) < 0) {
            throw new RefusedException("ERR Invalid IDLETIME value, must be >= 0");
          }
        } else if (call.is(at, "FREQ") && isFollowed && !hasIdle) {
          at++;
          hasFrequency = true;
          long frequency = call.integer(at);
          if (frequency < 0 || frequency > MOST_FREQUENT) {
            throw new RefusedException("ERR Invalid FREQ value, must be >= 0 and <= 255");
          }
        } else {
          throw RefusedException.syntax();
        }
      }
      return new Options(isReplacing, isAbsolute);
    }
  }

  private static Outcome restore(Call call) throws RefusedException, NotModelledException {
    Options options = Options.read(call);
    ByteString name = call.name(1);
    if (!options.isReplacing && call.database().get(name) != null) {
      throw new RefusedException("BUSYKEY Target key name already exists.");
    }
    long time = call.integer(2);
    if (time < 0) {
      throw new RefusedException("ERR Invalid TTL value, must be >= 0");
    }
    var payload = new Payload(call.word(3));
    if (!payload.isTakenBy(call.server())) {
      throw new RefusedException("ERR DUMP payload version or checksum are wrong");
    }
    Payload.Content content = payload.value(call.server());
    if (content.state() == Payload.State.REFUSED) {
      throw new RefusedException("ERR Bad data format");
    }
    Value value = content.value();
    boolean isRead = content.state() == Payload.State.READ;
    if (value == null || !isRead || value instanceof ModuleValue) {
      throw new NotModelledException("a payload whose value is not known");
    }
    if (time != 0 && !options.isAbsolute) {
      throw NotModelledException.relativeTime();
    }
    call.database().put(name, new StoredKey(value, time == 0 ? KeyHead.NONE : time));
    return Outcome.CHANGED;
  }
}
