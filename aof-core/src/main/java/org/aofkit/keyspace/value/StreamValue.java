package org.aofkit.keyspace.value;

import java.io.IOException;
import java.util.List;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.jspecify.annotations.Nullable;

/** A stream with its groups. It may be empty and still be there. */
public final class StreamValue implements Value {
  private final IdMap<byte[]> entries;
  private final NamedThings<StreamGroup> groups = new NamedThings<>();
  private StreamId lastId = StreamId.ZERO;
  private StreamId maxDeletedId = StreamId.ZERO;
  private long entriesAdded;

  /** A stream that never had an entry. */
  public StreamValue() {
    this(new IdMap<>());
  }

  private StreamValue(IdMap<byte[]> entries) {
    this.entries = entries;
  }

  @Override
  public ValueType type() {
    return ValueType.STREAM;
  }

  /** Whether it has no entries; its key stays all the same. */
  @Override
  public boolean isEmpty() {
    return entries.size() == 0;
  }

  @Override
  public StreamValue copy() {
    var copy = new StreamValue(entries.copy());
    copy.lastId = lastId;
    copy.maxDeletedId = maxDeletedId;
    copy.entriesAdded = entriesAdded;
    for (StreamGroup group : groups.all()) {
      copy.groups.add(group.name(), group.copy());
    }
    return copy;
  }

  @Override
  public long memory() {
    long sum = Memory.OBJECT + entries.memory(Memory::of);
    for (StreamGroup group : groups()) {
      sum += group.memory();
    }
    return sum;
  }

  @Override
  public RdbValue toRdb() {
    return new RdbValue.StreamValue(new Told());
  }

  /** How many entries there are. */
  public int size() {
    return entries.size();
  }

  /** The id given last, which may be of an entry deleted since. */
  public StreamId lastId() {
    return lastId;
  }

  /** The highest id of an entry that was deleted (not: trimmed); zero if none was. */
  public StreamId maxDeletedId() {
    return maxDeletedId;
  }

  /** How many entries were ever added. */
  public long entriesAdded() {
    return entriesAdded;
  }

  /** The highest id of an entry; zero without entries. */
  public StreamId lastEntry() {
    return entries.lastId();
  }

  /** Sets what the stream knows beside its entries. */
  public void setState(StreamId last, StreamId maxDeleted, long added) {
    lastId = last;
    maxDeletedId = maxDeleted;
    entriesAdded = added;
  }

  /** Whether there is such an entry. */
  public boolean contains(StreamId id) {
    return entries.get(id.ms(), id.seq()) != null;
  }

  /**
   * Adds an entry, whose id becomes the last one.
   *
   * @param words where its fields and values stand by turns, to the end; copied
   * @param from the index of the first field
   */
  public void add(StreamId id, byte[][] words, int from) {
    entries.put(id.ms(), id.seq(), StreamEntry.pack(words, from));
    lastId = id;
    entriesAdded++;
  }

  /**
   * Deletes an entry.
   *
   * @return whether it was there
   */
  public boolean delete(StreamId id) {
    if (entries.remove(id.ms(), id.seq()) == null) {
      return false;
    }
    if (id.compareTo(maxDeletedId) > 0) {
      maxDeletedId = id;
    }
    return true;
  }

  /**
   * Removes the first entries.
   *
   * @return how many
   */
  public int trimTo(long length) {
    int count = (int) Math.max(0, entries.size() - length);
    entries.removeFirst(count);
    return count;
  }

  /**
   * Removes all entries below an id.
   *
   * @return how many
   */
  public int trimBelow(StreamId id) {
    int count = entries.countBelow(id.ms(), id.seq());
    entries.removeFirst(count);
    return count;
  }

  /** How many entries there are below an id. */
  public int countBelow(StreamId id) {
    return entries.countBelow(id.ms(), id.seq());
  }

  /** A group; null if there is none of that name. */
  public @Nullable StreamGroup group(byte[] name) {
    return groups.get(name);
  }

  /** All groups, in no order. */
  public List<StreamGroup> groups() {
    return groups.all();
  }

  /**
   * Adds a group of a name that none has.
   *
   * @param name not copied
   * @param entriesRead how many entries it has read; {@link StreamData.GroupSink#UNKNOWN}
   */
  public StreamGroup addGroup(byte[] name, StreamId lastDelivered, long entriesRead) {
    var group = new StreamGroup(name, lastDelivered, entriesRead);
    groups.add(name, group);
    return group;
  }

  /** Removes a group. */
  public void removeGroup(StreamGroup group) {
    groups.remove(group.name());
  }

  /** What the writer of images asks for. */
  private final class Told implements StreamData {
    @Override
    public Head head() {
      return new Head(lastId, maxDeletedId, entriesAdded, groups.size());
    }

    @Override
    public void tellEntries(EntrySink sink) throws IOException {
      entries.forEach(
          (ms, seq, entry) ->
              StreamEntry.tellTo(entry, sink.entry(ms, seq, StreamEntry.fields(entry))));
    }

    @Override
    public void tellGroups(GroupSink sink) throws IOException {
      for (StreamGroup group : groups.all()) {
        group.tellTo(sink);
      }
    }
  }
}
