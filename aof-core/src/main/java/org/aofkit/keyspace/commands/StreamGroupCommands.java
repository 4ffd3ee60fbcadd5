package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.StreamConsumer;
import org.aofkit.keyspace.value.StreamGroup;
import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** Streams: groups of consumers. */
final class StreamGroupCommands {
  private StreamGroupCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("xgroup|create", StreamGroupCommands::create)
        .add("xgroup|setid", StreamGroupCommands::setId)
        .add("xgroup|destroy", StreamGroupCommands::destroy)
        .add("xgroup|createconsumer", StreamGroupCommands::createConsumer)
        .add("xgroup|delconsumer", StreamGroupCommands::deleteConsumer)
        .add("xack", StreamGroupCommands::acknowledge);
  }

  private static Outcome create(Call call) throws RefusedException {
    var options = new GroupOptions(call, true);
    StreamValue stream = call.value(2, StreamValue.class);
    if (stream == null && !options.makesStream()) {
      throw noStream();
    }
    if (call.count() > 8) {
      throw syntax(call);
    }
    StreamId last = stream == null ? StreamId.ZERO : stream.lastId();
    StreamId id = isLast(call) ? last : StreamIds.of(call.word(4));
    if (stream == null) {
      stream = new StreamValue();
      call.store(2, stream);
    }
    if (stream.group(call.word(3)) != null) {
      throw new RefusedException("BUSYGROUP Consumer Group name already exists");
    }
    stream.addGroup(call.word(3), id, options.entriesRead());
    return Outcome.CHANGED;
  }

  private static Outcome setId(Call call) throws RefusedException {
    var options = new GroupOptions(call, false);
    StreamValue stream = stream(call);
    StreamGroup group = group(call, stream);
    if (call.count() > 7) {
      throw syntax(call);
    }
    StreamId id = isLast(call) ? stream.lastId() : StreamIds.ofRange(call.word(4));
    group.setLastDelivered(id);
    group.setEntriesRead(options.entriesRead());
    return Outcome.CHANGED;
  }

  private static Outcome destroy(Call call) throws RefusedException {
    StreamValue stream = stream(call);
    StreamGroup group = stream.group(call.word(3));
    if (group == null) {
      return Outcome.UNCHANGED;
    }
    stream.removeGroup(group);
    return Outcome.CHANGED;
  }

  private static Outcome createConsumer(Call call) throws RefusedException {
    StreamGroup group = group(call, stream(call));
    if (group.consumer(call.word(4)) != null) {
      return Outcome.UNCHANGED;
    }
    addConsumer(call, group, 4);
    return Outcome.CHANGED;
  }

  private static Outcome deleteConsumer(Call call) throws RefusedException {
    StreamGroup group = group(call, stream(call));
    StreamConsumer consumer = group.consumer(call.word(4));
    if (consumer == null) {
      return Outcome.UNCHANGED;
    }
    group.removeConsumer(consumer);
    return Outcome.CHANGED;
  }

  private static Outcome acknowledge(Call call) throws RefusedException {
    StreamValue stream = call.value(1, StreamValue.class);
    StreamGroup group = stream == null ? null : stream.group(call.word(2));
    if (group == null) {
      return Outcome.UNCHANGED;
    }
    StreamId[] ids = new StreamId[call.count() - 3];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = StreamIds.of(call.word(3 + i));
    }
    boolean changed = false;
    for (StreamId id : ids) {
      changed |= group.removePending(id);
    }
    return Outcome.changed(changed);
  }

  /**
   * Adds a consumer that was seen now. Redis 7.0 knows no other time, and who reads what it writes
   * takes that one for both.
   */
  static StreamConsumer addConsumer(Call call, StreamGroup group, int name) {
    long now = call.nowMs();
    boolean hasOneTime = call.server() == Server.REDIS_7_0;
    return group.addConsumer(call.word(name), now, hasOneTime ? now : StreamData.GroupSink.NEVER);
  }

  private static boolean isLast(Call call) {
    return call.is(4, "$");
  }

  private static StreamValue stream(Call call) throws RefusedException {
    StreamValue stream = call.value(2, StreamValue.class);
    if (stream == null) {
      throw noStream();
    }
    return stream;
  }

  private static StreamGroup group(Call call, StreamValue stream) throws RefusedException {
    @Nullable StreamGroup group = stream.group(call.word(3));
    if (group == null) {
      throw new RefusedException(
          "NOGROUP No such consumer group '"
              + call.text(3)
              + "' for key name '"
              + call.text(2)
              + "'");
    }
    return group;
  }

  private static RefusedException noStream() {
    return new RefusedException(
        "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to"
            + " use the MKSTREAM option to create an empty stream automatically.");
  }

  private static RefusedException syntax(Call call) {
    return new RefusedException(
        "ERR unknown subcommand or wrong number of arguments for '"
            + call.text(1)
            + "'. Try XGROUP HELP.");
  }

  /** The options of XGROUP CREATE and SETID. */
  private static final class GroupOptions {
    private boolean mkstream;
    private long entriesRead = StreamData.GroupSink.UNKNOWN;

    GroupOptions(Call call, boolean creates) throws RefusedException {
      for (int i = 5; i < call.count(); i++) {
        if (creates && call.is(i, "MKSTREAM")) {
          mkstream = true;
        } else if (call.is(i, "ENTRIESREAD") && i + 1 < call.count()) {
          entriesRead = call.integer(++i);
          if (entriesRead < StreamData.GroupSink.UNKNOWN) {
            throw new RefusedException("ERR value for ENTRIESREAD must be positive or -1");
          }
        } else {
          throw syntax(call);
        }
      }
    }

    boolean makesStream() {
      return mkstream;
    }

    long entriesRead() {
      return entriesRead;
    }
  }
}
