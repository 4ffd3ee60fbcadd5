package org.aofkit.keyspace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.keyspace.value.HashValue;
import org.aofkit.keyspace.value.ListValue;
import org.aofkit.keyspace.value.SetValue;
import org.aofkit.keyspace.value.SortedSetValue;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbStreamState;
import org.aofkit.rdb.RdbType;
import org.jspecify.annotations.Nullable;

/**
 * Builds the lists, sets, sorted sets, hashes and streams that an RDB image tells of, one after the
 * other.
 */
abstract class CollectionReader implements RdbHandler {
  private @Nullable Value value;
  private byte[] name = {};
  private int field;
  private final List<byte[]> masterFields = new ArrayList<>();
  private @Nullable StreamReader stream;
  private boolean hasActiveTimes;

  /** Forgets what was built: this key comes now. */
  void begin(RdbKeyHeader key) {
    value = null;
    hasActiveTimes = key.typeCode() == RdbType.STREAM_3.code();
    stream = null;
  }

  /** The value that was told since {@link #begin}; null without one. */
  @Nullable Value built() {
    if (stream != null) {
      return stream.built();
    }
    if (value instanceof SortedSetValue set) {
      set.packIfSmall();
    }
    return value;
  }

  /** What was told is this. */
  void build(Value whole) {
    value = whole;
  }

  /** A copy of a string. */
  abstract byte[] copy(RdbBytes text) throws IOException;

  @Override
  public void element(RdbBytes element) throws IOException {
    ListValue list = value instanceof ListValue known ? known : new ListValue();
    list.addLast(copy(element));
    value = list;
  }

  @Override
  public void member(RdbBytes member) throws IOException {
    SetValue set = value instanceof SetValue known ? known : new SetValue();
    set.add(copy(member));
    value = set;
  }

  @Override
  public void scoredMember(RdbBytes member) throws IOException {
    name = copy(member);
  }

  @Override
  public void score(double score) {
    SortedSetValue set = value instanceof SortedSetValue known ? known : new SortedSetValue();
    // As servers do: large until it is known to be small.
    set.unpack();
    set.put(name, score);
    value = set;
  }

  @Override
  public void field(RdbBytes text) throws IOException {
    name = copy(text);
  }

  @Override
  public void value(RdbBytes text) throws IOException {
    HashValue hash = value instanceof HashValue known ? known : new HashValue();
    field = hash.put(name, copy(text));
    value = hash;
  }

  @Override
  public void fieldDeadline(long deadline) {
    if (value instanceof HashValue hash) {
      hash.setDeadline(field, deadline);
    }
  }

  @Override
  public void streamNode(long milliseconds, long sequence) throws IOException {
    stream().endEntry();
    masterFields.clear();
  }

  @Override
  public void masterField(RdbBytes text) throws IOException {
    masterFields.add(copy(text));
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long fields) {
    stream().entry(milliseconds, sequence, isDeleted, hasMasterFields ? masterFields : List.of());
  }

  @Override
  public void streamField(RdbBytes text) throws IOException {
    stream().add(copy(text));
  }

  @Override
  public void streamValue(RdbBytes text) throws IOException {
    stream().addValue(copy(text));
  }

  @Override
  public void streamState(RdbStreamState state) {
    stream().state(state);
  }

  @Override
  public void streamGroup(RdbBytes text, long lastMilliseconds, long lastSequence, long entriesRead)
      throws IOException {
    stream().group(copy(text), lastMilliseconds, lastSequence, entriesRead);
  }

  @Override
  public void streamPending(long milliseconds, long sequence, long delivered, long deliveries) {
    stream().pending(milliseconds, sequence, delivered, deliveries);
  }

  @Override
  public void streamConsumer(RdbBytes text, long seen, long active) throws IOException {
    // Servers take the one time for the other where there is only one.
    stream().consumer(copy(text), seen, hasActiveTimes ? active : seen);
  }

  @Override
  public void streamOwned(long milliseconds, long sequence) {
    stream().owned(milliseconds, sequence);
  }

  private StreamReader stream() {
    StreamReader reader = stream;
    if (reader == null) {
      reader = new StreamReader();
      stream = reader;
    }
    return reader;
  }
}
