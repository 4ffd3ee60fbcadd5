package org.aofkit.fuzz.rdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.RdbStreamState;
import org.aofkit.rdb.write.Content;
import org.aofkit.rdb.write.Elements;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.rdb.write.ScoredMembers;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Reads an RDB file event by event and writes everything again through the writer. A value is held
 * in memory while it is copied; what a server would skip, an empty collection, is left out.
 */
public final class RdbCopy implements RdbHandler {
  private static final int LONGEST = 1 << 28;
  private static final int STREAM_3 = 21;

  private final ByteSource source;
  private final RdbWriter writer;
  private final List<byte[]> strings = new ArrayList<>();
  private final List<Double> scores = new ArrayList<>();
  private final List<Long> deadlines = new ArrayList<>();
  private byte[] auxiliary = new byte[0];
  private byte[] name = new byte[0];
  private Streamed stream = new Streamed();
  private @Nullable RdbValue module;
  private boolean hasActiveTimes;

  private RdbCopy(ByteSource source, RdbWriter writer) {
    this.source = source;
    this.writer = writer;
  }

  /**
   * Copies an image.
   *
   * @return what reading it has shown
   */
  public static RdbImage copy(
      ByteSource source, WritableByteChannel channel, RdbTarget target, RdbWriterOptions options)
      throws IOException {
    RdbWriter writer = new RdbWriter(channel, target, options);
    writer.begin();
    RdbHandler handler = new RdbCopy(source, writer);
    RdbImage image = RdbReader.read(source, 0, RdbOptions.forDump(), RdbDepth.DEEP, handler);
    writer.end();
    return image;
  }

  @Override
  public void auxiliaryName(RdbBytes text) throws IOException {
    auxiliary = bytes(text);
  }

  @Override
  public void auxiliaryValue(RdbBytes value) throws IOException {
    writer.aux(auxiliary, bytes(value));
  }

  @Override
  public void database(long number) throws IOException {
    writer.database(number);
  }

  @Override
  public void function(RdbBytes text) throws IOException {
    writer.function(bytes(text));
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    name = bytes(key.name());
    strings.clear();
    scores.clear();
    deadlines.clear();
    stream = new Streamed();
    module = null;
    hasActiveTimes = key.typeCode() == STREAM_3;
    return true;
  }

  @Override
  public void string(RdbBytes value) throws IOException {
    strings.add(bytes(value));
  }

  @Override
  public void element(RdbBytes element) throws IOException {
    strings.add(bytes(element));
  }

  @Override
  public void member(RdbBytes member) throws IOException {
    strings.add(bytes(member));
  }

  @Override
  public void scoredMember(RdbBytes member) throws IOException {
    strings.add(bytes(member));
  }

  @Override
  public void score(double score) {
    scores.add(score);
  }

  @Override
  public void field(RdbBytes field) throws IOException {
    strings.add(bytes(field));
    deadlines.add((long) KeyHead.NONE);
  }

  @Override
  public void value(RdbBytes value) throws IOException {
    strings.add(bytes(value));
  }

  @Override
  public void fieldDeadline(long deadline) {
    deadlines.set(deadlines.size() - 1, deadline);
  }

  @Override
  public void streamNode(long milliseconds, long sequence) {
    stream.masterFields.clear();
  }

  @Override
  public void masterField(RdbBytes field) throws IOException {
    stream.masterFields.add(bytes(field));
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long fields) {
    var entry = new Entry(new StreamId(milliseconds, sequence), hasMasterFields, new ArrayList<>());
    stream.current = entry;
    if (!isDeleted) {
      stream.entries.add(entry);
    }
  }

  @Override
  public void streamField(RdbBytes field) throws IOException {
    stream.current.parts.add(bytes(field));
  }

  @Override
  public void streamValue(RdbBytes value) throws IOException {
    List<byte[]> parts = stream.current.parts;
    if (stream.current.hasMasterFields) {
      parts.add(stream.masterFields.get(parts.size() / 2));
    }
    parts.add(bytes(value));
  }

  @Override
  public void streamState(RdbStreamState state) {
    stream.state = state;
  }

  @Override
  public void streamGroup(RdbBytes text, long milliseconds, long sequence, long entriesRead)
      throws IOException {
    stream.groups.add(new Group(bytes(text), new StreamId(milliseconds, sequence), entriesRead));
  }

  @Override
  public void streamPending(long milliseconds, long sequence, long delivered, long deliveries) {
    stream
        .lastGroup()
        .pending
        .add(new Pending(new StreamId(milliseconds, sequence), delivered, deliveries));
  }

  @Override
  public void streamConsumer(RdbBytes text, long seen, long active) throws IOException {
    // Servers that read a stream without active times take the time a consumer was seen.
    long known = hasActiveTimes ? active : seen;
    stream.lastGroup().consumers.add(new Consumer(bytes(text), seen, known, new ArrayList<>()));
  }

  @Override
  public void streamOwned(long milliseconds, long sequence) {
    List<Consumer> consumers = stream.lastGroup().consumers;
    consumers.get(consumers.size() - 1).owned.add(new StreamId(milliseconds, sequence));
  }

  @Override
  public void module(long id, long offset, long end) throws IOException {
    byte[] items = new byte[Math.toIntExact(end - offset)];
    var target = ByteBuffer.wrap(items);
    while (target.hasRemaining()) {
      source.read(offset + target.position(), target);
    }
    var serialised = new ByteArrayOutputStream();
    serialised.writeBytes(RdbNumbers.longest(id));
    serialised.writeBytes(items);
    module = new RdbValue.ModuleValue(content(serialised.toByteArray()));
  }

  @Override
  public void moduleAuxiliary(long id, long offset, long end) throws IOException {
    writer.raw(source, offset, end - offset);
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
    RdbValue value =
        switch (key.type()) {
          case "string" -> RdbValue.string(strings.get(0));
          case "list" -> new RdbValue.ListValue(Elements.of(strings));
          case "set" -> new RdbValue.SetValue(Elements.of(strings));
          case "zset" -> new RdbValue.SortedSetValue(this::tellScored);
          case "hash" -> new RdbValue.HashValue(this::tellFields);
          case "stream" -> new RdbValue.StreamValue(stream);
          default -> module;
        };
    boolean isEmpty = strings.isEmpty() && !key.type().matches("string|stream|module");
    if (!isEmpty && value != null) {
      writer.key(new KeyHead(name, key.deadline(), key.idleSeconds(), key.frequency()), value);
    }
  }

  private void tellScored(ScoredMembers.Sink sink) throws IOException {
    for (int i = 0; i < strings.size(); i++) {
      sink.member(scores.get(i)).bytes(strings.get(i));
    }
  }

  private void tellFields(HashFields.Sink sink) throws IOException {
    for (int i = 0; i < deadlines.size(); i++) {
      sink.field(deadlines.get(i)).bytes(strings.get(2 * i));
      sink.value().bytes(strings.get(2 * i + 1));
    }
  }

  private static Content content(byte[] bytes) {
    return new Content() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void tellTo(Pieces pieces) throws IOException {
        pieces.piece(bytes, 0, bytes.length);
      }
    };
  }

  private static byte[] bytes(RdbBytes text) throws IOException {
    byte[] copy = text.toByteArray(LONGEST);
    if (copy.length != text.length()) {
      throw new IOException("longer than test data should be: " + text.length());
    }
    return copy;
  }

  private record Entry(StreamId id, boolean hasMasterFields, List<byte[]> parts) {}

  private record Pending(StreamId id, long deliveredMs, long deliveries) {}

  private record Consumer(byte[] name, long seenMs, long activeMs, List<StreamId> owned) {}

  private static final class Group {
    final byte[] name;
    final StreamId lastDelivered;
    final long entriesRead;
    final List<Pending> pending = new ArrayList<>();
    final List<Consumer> consumers = new ArrayList<>();

    Group(byte[] name, StreamId lastDelivered, long entriesRead) {
      this.name = name;
      this.lastDelivered = lastDelivered;
      this.entriesRead = entriesRead;
    }
  }

  private static final class Streamed implements StreamData {
    final List<byte[]> masterFields = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    final List<Group> groups = new ArrayList<>();
    Entry current = new Entry(StreamId.ZERO, false, new ArrayList<>());
    @Nullable RdbStreamState state;

    Group lastGroup() {
      return groups.get(groups.size() - 1);
    }

    @Override
    public Head head() {
      RdbStreamState known = state;
      if (known == null) {
        throw new IllegalStateException("a stream without state");
      }
      return new Head(
          new StreamId(known.lastMilliseconds(), known.lastSequence()),
          new StreamId(known.maxDeletedMilliseconds(), known.maxDeletedSequence()),
          known.hasHistory() ? known.entriesAdded() : known.length(),
          groups.size());
    }

    @Override
    public void tellEntries(EntrySink sink) throws IOException {
      for (Entry entry : entries) {
        var strings = sink.entry(entry.id.ms(), entry.id.seq(), entry.parts.size() / 2);
        for (byte[] part : entry.parts) {
          strings.bytes(part);
        }
      }
    }

    @Override
    public void tellGroups(GroupSink sink) throws IOException {
      for (Group group : groups) {
        sink.group(group.name, group.lastDelivered, group.entriesRead, group.pending.size());
        for (Pending each : group.pending) {
          sink.pending(each.id.ms(), each.id.seq(), each.deliveredMs, each.deliveries);
        }
        sink.consumers(group.consumers.size());
        for (Consumer consumer : group.consumers) {
          sink.consumer(consumer.name, consumer.seenMs, consumer.activeMs, consumer.owned.size());
          for (StreamId id : consumer.owned) {
            sink.pendingOfConsumer(id.ms(), id.seq());
          }
        }
      }
    }
  }
}
