package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.rdb.write.Content;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.rdb.write.StringSink;

/**
 * The commands that make a stream, as servers write them: entries, what stands beside them, groups
 * with what is pending, consumers. When consumers were seen is not told: it is when the log is
 * loaded.
 */
final class StreamCommands {
  private static final byte[] XADD = KeyCommands.ascii("XADD");
  private static final byte[] XSETID = KeyCommands.ascii("XSETID");
  private static final byte[] XGROUP = KeyCommands.ascii("XGROUP");
  private static final byte[] XCLAIM = KeyCommands.ascii("XCLAIM");
  private static final byte[] ZERO = KeyCommands.ascii("0");

  private final LogOutput out;
  private final boolean hasCounters;

  StreamCommands(LogOutput out, CompactTarget target) {
    this.out = out;
    this.hasCounters = !target.rdb().cannotExpress().contains(RdbFeature.STREAM_COUNTERS);
  }

  /**
   * Whether commands can make this stream. From Redis 7.0 on XCLAIM does not take an entry that is
   * not there any more, though one that was deleted may well be pending; and XSETID does not take
   * counters that contradict the entries, which images may hold.
   */
  boolean canWrite(StreamValue stream) throws IOException {
    boolean isSound =
        Long.compareUnsigned(stream.entriesAdded(), stream.size()) >= 0
            && stream.entriesAdded() >= 0
            && stream.maxDeletedId().compareTo(stream.lastId()) <= 0;
    if (!hasCounters) {
      return true;
    }
    var look = new Look(stream);
    data(stream).tellGroups(look);
    return isSound && look.isSound;
  }

  private static StreamData data(StreamValue stream) {
    return ((RdbValue.StreamValue) stream.toRdb()).data();
  }

  void write(byte[] name, StreamValue stream) throws IOException {
    StreamData data = data(stream);
    if (stream.isEmpty()) {
      // Makes the stream, and leaves no entry behind. An entry can't be 0-0.
      StreamId last = stream.lastId();
      StreamId id = last.equals(StreamId.ZERO) ? new StreamId(0, 1) : last;
      out.command(
          XADD,
          name,
          KeyCommands.ascii("MAXLEN"),
          ZERO,
          text(id),
          KeyCommands.ascii("x"),
          KeyCommands.ascii("y"));
    } else {
      data.tellEntries(new Entries(name));
    }
    if (hasCounters) {
      out.command(
          XSETID,
          name,
          text(stream.lastId()),
          KeyCommands.ascii("ENTRIESADDED"),
          KeyCommands.digits(stream.entriesAdded()),
          KeyCommands.ascii("MAXDELETEDID"),
          text(stream.maxDeletedId()));
    } else {
      out.command(XSETID, name, text(stream.lastId()));
    }
    data.tellGroups(new Groups(name));
  }

  private static byte[] text(StreamId id) {
    return KeyCommands.ascii(id.toString());
  }

  /** One command an entry. */
  private final class Entries implements StreamData.EntrySink, StringSink {
    private final byte[] name;

    Entries(byte[] name) {
      this.name = name;
    }

    @Override
    public StringSink entry(long ms, long seq, int fields) throws IOException {
      out.begin(3 + 2 * fields);
      out.word(XADD);
      out.word(name);
      out.word(text(new StreamId(ms, seq)));
      return this;
    }

    @Override
    public void bytes(byte[] array, int index, int length) throws IOException {
      out.word(array, index, length);
    }

    @Override
    public void integer(long value) throws IOException {
      out.word(KeyCommands.digits(value));
    }

    @Override
    public void content(Content content) throws IOException {
      out.word(content);
    }
  }

  /** Groups: what is pending is told before who has it. */
  private final class Groups implements StreamData.GroupSink {
    private record Pending(long deliveredMs, long deliveries) {}

    private final byte[] key;
    private final Map<StreamId, Pending> pending = new HashMap<>();
    private byte[] group = new byte[0];
    private byte[] consumer = new byte[0];

    Groups(byte[] key) {
      this.key = key;
    }

    @Override
    public void group(byte[] name, StreamId lastDelivered, long entriesRead, long count)
        throws IOException {
      group = name;
      pending.clear();
      List<byte[]> words =
          new ArrayList<>(
              List.of(XGROUP, KeyCommands.ascii("CREATE"), key, name, text(lastDelivered)));
      if (hasCounters) {
        words.add(KeyCommands.ascii("ENTRIESREAD"));
        words.add(KeyCommands.digits(entriesRead));
      }
      out.command(words.toArray(byte[][]::new));
    }

    @Override
    public void pending(long ms, long seq, long deliveredMs, long deliveries) {
      pending.put(new StreamId(ms, seq), new Pending(deliveredMs, deliveries));
    }

    @Override
    public void consumers(long count) {
      // Each tells of itself.
    }

    @Override
    public void consumer(byte[] name, long seenMs, long activeMs, long count) throws IOException {
      consumer = name;
      if (count == 0) {
        out.command(XGROUP, KeyCommands.ascii("CREATECONSUMER"), key, group, name);
      }
    }

    @Override
    public void pendingOfConsumer(long ms, long seq) throws IOException {
      StreamId id = new StreamId(ms, seq);
      Pending entry = pending.getOrDefault(id, new Pending(0, 1));
      out.command(
          XCLAIM,
          key,
          group,
          consumer,
          ZERO,
          text(id),
          KeyCommands.ascii("TIME"),
          KeyCommands.digits(entry.deliveredMs),
          KeyCommands.ascii("RETRYCOUNT"),
          KeyCommands.digits(entry.deliveries),
          KeyCommands.ascii("JUSTID"),
          KeyCommands.ascii("FORCE"));
    }
  }

  /** Whether the groups are as commands can make them. */
  private static final class Look implements StreamData.GroupSink {
    private final StreamValue stream;
    private boolean isSound = true;

    Look(StreamValue stream) {
      this.stream = stream;
    }

    @Override
    public void group(byte[] name, StreamId lastDelivered, long entriesRead, long pending) {
      isSound &= entriesRead >= UNKNOWN;
    }

    @Override
    public void pending(long ms, long seq, long deliveredMs, long deliveries) {
      isSound &= stream.contains(new StreamId(ms, seq)) && deliveries >= 0 && deliveredMs >= 0;
    }

    @Override
    public void consumers(long count) {
      // Any number will do.
    }

    @Override
    public void consumer(byte[] name, long seenMs, long activeMs, long pending) {
      // Commands can make all of them.
    }

    @Override
    public void pendingOfConsumer(long ms, long seq) {
      // Told of its group already.
    }
  }
}
