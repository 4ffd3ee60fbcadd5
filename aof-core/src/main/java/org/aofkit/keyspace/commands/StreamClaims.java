package org.aofkit.keyspace.commands;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.keyspace.value.StreamConsumer;
import org.aofkit.keyspace.value.StreamGroup;
import org.aofkit.keyspace.value.StreamPending;
import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** XCLAIM, by which logs tell all that was delivered. */
final class StreamClaims {
  private StreamClaims() {}

  static void addTo(Actions actions) {
    actions.add("xclaim", StreamClaims::claim);
  }

  private static Outcome claim(Call call) throws RefusedException {
    StreamValue stream = call.value(1, StreamValue.class);
    StreamGroup group = stream == null ? null : stream.group(call.word(2));
    if (stream == null || group == null) {
      throw new RefusedException(
          "NOGROUP No such key '" + call.text(1) + "' or consumer group '" + call.text(2) + "'");
    }
    long minIdle = call.integer(4, "ERR Invalid min-idle-time argument for XCLAIM");
    List<StreamId> ids = ids(call);
    var options = new ClaimOptions(call, 5 + ids.size());
    if (options.dependsOnTime(call) && ids.stream().anyMatch(id -> isKnown(stream, group, id))) {
      return Outcome.notModelled("a time that begins when it is loaded");
    }
    if (minIdle > 0 && ids.stream().anyMatch(id -> group.pending(id) != null)) {
      return Outcome.notModelled("it depends on the time when it is loaded");
    }
    boolean changed = options.lastId().compareTo(group.lastDelivered()) > 0;
    if (changed) {
      group.setLastDelivered(options.lastId());
    }
    // From Redis 7.2 on the consumer is there even if there is nothing for it.
    if (call.server() != Server.REDIS_7_0) {
      changed |= group.consumer(call.word(3)) == null;
      consumer(call, group);
    }
    for (StreamId id : ids) {
      changed |= claim(call, stream, group, id, options);
    }
    return Outcome.changed(changed);
  }

  private static boolean claim(
      Call call, StreamValue stream, StreamGroup group, StreamId id, ClaimOptions options) {
    if (!stream.contains(id)) {
      return group.removePending(id);
    }
    @Nullable StreamPending before = group.pending(id);
    if (before == null && !options.forces()) {
      return false;
    }
    // What is made by force counts as delivered once.
    long deliveries = before == null ? 1 : before.deliveries();
    StreamConsumer consumer = consumer(call, group);
    consumer.active(call.nowMs());
    group.setPending(
        id, new StreamPending(consumer, options.deliveredMs(call), options.deliveries(deliveries)));
    return true;
  }

  private static StreamConsumer consumer(Call call, StreamGroup group) {
    StreamConsumer consumer = group.consumer(call.word(3));
    if (consumer == null) {
      consumer = StreamGroupCommands.addConsumer(call, group, 3);
    }
    consumer.seen(call.nowMs());
    return consumer;
  }

  /** Whether something may be claimed of an entry. */
  private static boolean isKnown(StreamValue stream, StreamGroup group, StreamId id) {
    return stream.contains(id) || group.pending(id) != null;
  }

  /** The ids, which end where something else stands. */
  private static List<StreamId> ids(Call call) {
    List<StreamId> ids = new ArrayList<>();
    try {
      for (int i = 5; i < call.count(); i++) {
        ids.add(StreamIds.of(call.word(i)));
      }
    } catch (RefusedException e) {
      return ids;
    }
    return ids;
  }

  /** What stands behind the ids. */
  private static final class ClaimOptions {
    private static final long NOT_GIVEN = -1;

    private boolean force;
    private boolean justId;
    private boolean isIdle;
    private long time = NOT_GIVEN;
    private long count = NOT_GIVEN;
    private StreamId last = StreamId.ZERO;

    ClaimOptions(Call call, int from) throws RefusedException {
      for (int i = from; i < call.count(); i++) {
        boolean hasMore = i + 1 < call.count();
        if (call.is(i, "FORCE")) {
          force = true;
        } else if (call.is(i, "JUSTID")) {
          justId = true;
        } else if (hasMore && call.is(i, "IDLE")) {
          time = number(call, ++i, "IDLE");
          isIdle = true;
        } else if (hasMore && call.is(i, "TIME")) {
          time = number(call, ++i, "TIME");
          isIdle = false;
        } else if (hasMore && call.is(i, "RETRYCOUNT")) {
          count = number(call, ++i, "RETRYCOUNT");
        } else if (hasMore && call.is(i, "LASTID")) {
          last = StreamIds.of(call.word(++i));
        } else {
          throw new RefusedException("ERR Unrecognized XCLAIM option '" + call.text(i) + "'");
        }
      }
    }

    private static long number(Call call, int index, String option) throws RefusedException {
      return call.integer(index, "ERR Invalid " + option + " option argument for XCLAIM");
    }

    boolean forces() {
      return force;
    }

    StreamId lastId() {
      return last;
    }

    /** Whether the time of delivery is one that is counted from the command on. */
    boolean dependsOnTime(Call call) {
      return isIdle || time < 0 || time > call.nowMs();
    }

    /** Servers take their own time for one that is not given, or lies in the future. */
    long deliveredMs(Call call) {
      return dependsOnTime(call) ? call.nowMs() : time;
    }

    long deliveries(long before) {
      if (count >= 0) {
        return count;
      }
      return justId ? before : before + 1;
    }
  }
}
