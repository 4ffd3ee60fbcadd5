package org.aofkit.keyspace;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.keyspace.value.StreamConsumer;
import org.aofkit.keyspace.value.StreamGroup;
import org.aofkit.keyspace.value.StreamPending;
import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.rdb.RdbStreamState;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.jspecify.annotations.Nullable;

/** Builds a stream of the pieces in which an RDB image tells it. */
final class StreamReader {
  private final StreamValue stream = new StreamValue();
  private final List<byte[]> words = new ArrayList<>();
  private List<byte[]> fields = List.of();
  private StreamId id = StreamId.ZERO;
  private StreamId first = StreamId.ZERO;
  private boolean isDeleted;
  private boolean hasHistory = true;
  private @Nullable StreamGroup group;
  private @Nullable StreamConsumer consumer;

  StreamValue built() {
    return stream;
  }

  /**
   * An entry begins.
   *
   * @param names of its fields where those are not told; they stay what they are until it ends
   */
  void entry(long ms, long seq, boolean deleted, List<byte[]> names) {
    endEntry();
    id = new StreamId(ms, seq);
    isDeleted = deleted;
    fields = names;
  }

  /** A field, or a value behind its field, of the entry. */
  void add(byte[] word) {
    words.add(word);
  }

  /** A value of the entry; its field was told, or is one of those that the entry came with. */
  void addValue(byte[] word) {
    if (!fields.isEmpty()) {
      words.add(fields.get(words.size() / 2 % fields.size()));
    }
    words.add(word);
  }

  /** No more comes for the last entry. */
  void endEntry() {
    if (!words.isEmpty() && !isDeleted) {
      if (stream.isEmpty()) {
        first = id;
      }
      stream.add(id, words.toArray(new byte[0][]), 0);
    }
    words.clear();
  }

  /** All entries were told; this stands beside them. */
  void state(RdbStreamState state) {
    endEntry();
    hasHistory = state.hasHistory();
    stream.setState(
        new StreamId(state.lastMilliseconds(), state.lastSequence()),
        hasHistory
            ? new StreamId(state.maxDeletedMilliseconds(), state.maxDeletedSequence())
            : StreamId.ZERO,
        hasHistory ? state.entriesAdded() : stream.size());
  }

  void group(byte[] name, long lastMs, long lastSeq, long entriesRead) {
    var last = new StreamId(lastMs, lastSeq);
    group = stream.addGroup(name, last, hasHistory ? entriesRead : estimate(last));
  }

  void pending(long ms, long seq, long delivered, long deliveries) {
    if (group != null) {
      group.setPending(new StreamId(ms, seq), new StreamPending(null, delivered, deliveries));
    }
  }

  void consumer(byte[] name, long seen, long active) {
    if (group != null) {
      consumer = group.addConsumer(name, seen, active);
    }
  }

  void owned(long ms, long seq) {
    var owned = new StreamId(ms, seq);
    StreamPending entry = group == null ? null : group.pending(owned);
    if (group != null && entry != null) {
      group.setPending(owned, new StreamPending(consumer, entry.deliveredMs(), entry.deliveries()));
    }
  }

  /**
   * What servers take for the number of entries read where an image of before Redis 7.0 does not
   * tell it, in which nothing counts as deleted.
   */
  private long estimate(StreamId last) {
    if (stream.isEmpty()) {
      return 0;
    }
    int order = last.compareTo(stream.lastId());
    if (order >= 0) {
      return order == 0 ? stream.size() : StreamData.GroupSink.UNKNOWN;
    }
    int fromFirst = last.compareTo(first);
    if (fromFirst > 0) {
      return StreamData.GroupSink.UNKNOWN;
    }
    return fromFirst == 0 ? 1 : 0;
  }
}
