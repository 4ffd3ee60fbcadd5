package org.aofkit.keyspace.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.jspecify.annotations.Nullable;

/** A group of consumers of a stream. */
public final class StreamGroup {
  private final byte[] name;
  private StreamId lastDelivered;
  private long entriesRead;
  private IdMap<StreamPending> pending = new IdMap<>();
  private final NamedThings<StreamConsumer> consumers = new NamedThings<>();

  StreamGroup(byte[] name, StreamId lastDelivered, long entriesRead) {
    this.name = name;
    this.lastDelivered = lastDelivered;
    this.entriesRead = entriesRead;
  }

  /** The bytes of memory that it takes. */
  long memory() {
    long ofConsumers = 0;
    for (StreamConsumer consumer : consumers.all()) {
      ofConsumers += 2 * (Memory.OBJECT + Memory.of(consumer.name()));
    }
    return Memory.OBJECT + Memory.of(name) + pending.memory(each -> Memory.OBJECT) + ofConsumers;
  }

  /** Its name; not a copy. */
  public byte[] name() {
    return name;
  }

  /** The id of the entry delivered last. */
  public StreamId lastDelivered() {
    return lastDelivered;
  }

  /** How many entries it has read; {@link StreamData.GroupSink#UNKNOWN}. */
  public long entriesRead() {
    return entriesRead;
  }

  /** How many pending entries it has. */
  public int pending() {
    return pending.size();
  }

  /** Sets which entry was delivered last. */
  public void setLastDelivered(StreamId id) {
    lastDelivered = id;
  }

  /** Sets how many entries it has read; {@link StreamData.GroupSink#UNKNOWN}. */
  public void setEntriesRead(long count) {
    entriesRead = count;
  }

  /** A consumer; null if there is none of that name. */
  public @Nullable StreamConsumer consumer(byte[] consumerName) {
    return consumers.get(consumerName);
  }

  /** All consumers, in no order. */
  public List<StreamConsumer> consumers() {
    return consumers.all();
  }

  /**
   * Adds a consumer of a name that none has.
   *
   * @param consumerName not copied
   * @param seenMs when it was last seen, in milliseconds since 1970
   * @param activeMs when it last got an entry; {@link StreamData.GroupSink#NEVER}
   */
  public StreamConsumer addConsumer(byte[] consumerName, long seenMs, long activeMs) {
    var consumer = new StreamConsumer(consumerName, seenMs, activeMs);
    consumers.add(consumerName, consumer);
    return consumer;
  }

  /** Removes a consumer with its pending entries. */
  public void removeConsumer(StreamConsumer consumer) {
    if (consumer.pending() > 0) {
      var rest = new IdMap<StreamPending>();
      eachPending(
          (ms, seq, entry) -> {
            if (entry.consumer() != consumer) {
              rest.put(ms, seq, entry);
            }
          });
      pending = rest;
    }
    consumers.remove(consumer.name());
  }

  /** A pending entry; null if it is not pending. */
  public @Nullable StreamPending pending(StreamId id) {
    return pending.get(id.ms(), id.seq());
  }

  /** An entry becomes pending, or is so in another way. */
  public void setPending(StreamId id, StreamPending entry) {
    forget(pending(id));
    pending.put(id.ms(), id.seq(), entry);
    StreamConsumer consumer = entry.consumer();
    if (consumer != null) {
      consumer.count(1);
    }
  }

  /**
   * An entry is not pending any more.
   *
   * @return whether it was
   */
  public boolean removePending(StreamId id) {
    StreamPending removed = pending.remove(id.ms(), id.seq());
    forget(removed);
    return removed != null;
  }

  /** An independent one. */
  StreamGroup copy() {
    var copy = new StreamGroup(name, lastDelivered, entriesRead);
    var copies = new HashMap<StreamConsumer, StreamConsumer>();
    for (StreamConsumer consumer : consumers.all()) {
      copies.put(
          consumer, copy.addConsumer(consumer.name(), consumer.seenMs(), consumer.activeMs()));
    }
    eachPending(
        (ms, seq, entry) ->
            copy.setPending(
                new StreamId(ms, seq),
                new StreamPending(
                    copies.get(entry.consumer()), entry.deliveredMs(), entry.deliveries())));
    return copy;
  }

  void tellTo(StreamData.GroupSink sink) throws IOException {
    sink.group(name, lastDelivered, entriesRead, pending.size());
    Map<@Nullable StreamConsumer, List<StreamId>> owned = new HashMap<>();
    pending.forEach(
        (ms, seq, entry) -> {
          sink.pending(ms, seq, entry.deliveredMs(), entry.deliveries());
          owned
              .computeIfAbsent(entry.consumer(), none -> new ArrayList<>())
              .add(new StreamId(ms, seq));
        });
    sink.consumers(consumers.size());
    for (StreamConsumer consumer : consumers.all()) {
      sink.consumer(consumer.name(), consumer.seenMs(), consumer.activeMs(), consumer.pending());
      for (StreamId id : owned.getOrDefault(consumer, List.of())) {
        sink.pendingOfConsumer(id.ms(), id.seq());
      }
    }
  }

  private void forget(@Nullable StreamPending entry) {
    if (entry != null && entry.consumer() != null) {
      entry.consumer().count(-1);
    }
  }

  /** As {@link IdMap#forEach}, for what throws nothing. */
  private void eachPending(IdMap.Taker<StreamPending> taker) {
    try {
      pending.forEach(taker);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
