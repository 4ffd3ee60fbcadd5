package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.server.Server;

/** Streams: their entries. */
final class StreamCommands {
  private static final StreamId HIGHEST = new StreamId(-1, -1);

  private StreamCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("xadd", StreamCommands::add)
        .add("xtrim", StreamCommands::trim)
        .add("xdel", StreamCommands::delete)
        .add("xsetid", StreamCommands::setId);
  }

  private static Outcome add(Call call) throws RefusedException {
    var options = new TrimOptions(call, true);
    int at = options.behind();
    int fields = call.count() - at - 1;
    if (fields < 2 || fields % 2 != 0) {
      throw RefusedException.wordCount(call);
    }
    byte[] given = call.word(at);
    boolean choosesAll = call.is(at, "*");
    boolean choosesSequence = !choosesAll && StreamIds.choosesSequence(given);
    StreamId id = StreamId.ZERO;
    if (choosesSequence) {
      id = new StreamId(StreamIds.milliseconds(given), 0);
    } else if (!choosesAll) {
      id = StreamIds.of(given);
      if (id.equals(StreamId.ZERO)) {
        throw new RefusedException("ERR The ID specified in XADD must be greater than 0-0");
      }
    }
    StreamValue found = call.value(1, StreamValue.class);
    if (found == null && options.isForOldKeys()) {
      return Outcome.UNCHANGED;
    }
    StreamValue stream = found == null ? new StreamValue() : found;
    StreamId last = stream.lastId();
    if (last.equals(HIGHEST)) {
      throw new RefusedException(
          "ERR The stream has exhausted the last possible ID, unable to add more items");
    }
    if (choosesAll) {
      return Outcome.notModelled("an id of the time when it is loaded");
    }
    if (choosesSequence && last.ms() == id.ms()) {
      id = new StreamId(id.ms(), last.seq() + 1);
      if (last.seq() == -1) {
        throw notAbove();
      }
    }
    if (id.compareTo(last) <= 0) {
      throw notAbove();
    }
    if (!options.isExactBehind(stream, id)) {
      return options.notModelled();
    }
    stream.add(id, call.words(), at + 1);
    options.trim(stream);
    if (found == null) {
      call.store(1, stream);
    }
    return Outcome.CHANGED;
  }

  private static RefusedException notAbove() {
    return new RefusedException(
        "ERR The ID specified in XADD is equal or smaller than the target stream top item");
  }

  private static Outcome trim(Call call) throws RefusedException {
    var options = new TrimOptions(call, false);
    StreamValue stream = call.value(1, StreamValue.class);
    if (stream == null) {
      return Outcome.UNCHANGED;
    }
    if (!options.isExact(stream)) {
      return options.notModelled();
    }
    return Outcome.changed(options.trim(stream) > 0);
  }

  private static Outcome delete(Call call) throws RefusedException {
    StreamValue stream = call.value(1, StreamValue.class);
    if (stream == null) {
      return Outcome.UNCHANGED;
    }
    StreamId[] ids = new StreamId[call.count() - 2];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = StreamIds.of(call.word(2 + i));
    }
    boolean changed = false;
    for (StreamId id : ids) {
      changed |= stream.delete(id);
    }
    return Outcome.changed(changed);
  }

  private static Outcome setId(Call call) throws RefusedException {
    StreamId id = StreamIds.of(call.word(2));
    long added = -1;
    StreamId maxDeleted = StreamId.ZERO;
    for (int i = 3; i < call.count(); i += 2) {
      boolean hasValue = i + 1 < call.count();
      if (hasValue && call.is(i, "ENTRIESADDED")) {
        added = call.integer(i + 1);
        if (added < 0) {
          throw new RefusedException("ERR entries_added must be positive");
        }
      } else if (hasValue && call.is(i, "MAXDELETEDID")) {
        maxDeleted = StreamIds.of(call.word(i + 1));
        if (id.compareTo(maxDeleted) < 0) {
          throw new RefusedException(
              "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        }
      } else {
        throw RefusedException.syntax();
      }
    }
    StreamValue stream = call.value(1, StreamValue.class);
    if (stream == null) {
      throw RefusedException.noSuchKey();
    }
    checkId(call.server(), stream, id, added);
    stream.setState(
        id,
        maxDeleted.equals(StreamId.ZERO) ? stream.maxDeletedId() : maxDeleted,
        added < 0 ? stream.entriesAdded() : added);
    return Outcome.CHANGED;
  }

  /** Redis 7.0.15 lets the last id fall below that of a deleted entry; the others do not. */
  private static void checkId(Server server, StreamValue stream, StreamId id, long added)
      throws RefusedException {
    if (server != Server.REDIS_7_0 && id.compareTo(stream.maxDeletedId()) < 0) {
      throw new RefusedException(
          "ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
    }
    if (stream.isEmpty()) {
      return;
    }
    if (id.compareTo(stream.lastEntry()) < 0) {
      throw new RefusedException(
          "ERR The ID specified in XSETID is smaller than the target stream top item");
    }
    if (added >= 0 && added < stream.size()) {
      throw new RefusedException(
          "ERR The entries_added specified in XSETID is smaller than the target stream length");
    }
  }
}
