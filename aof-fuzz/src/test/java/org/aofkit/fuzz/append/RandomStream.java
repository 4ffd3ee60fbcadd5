package org.aofkit.fuzz.append;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;

/** A stream with all that one can have: deleted entries, groups, consumers, pending entries. */
final class RandomStream implements StreamData {
  private static final long SEEN = 1_700_000_000_000L;

  private final Random random;
  private final boolean hasActiveTimes;
  private final List<StreamId> ids = new ArrayList<>();
  private final List<StreamId> gone = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private final Head head;

  private record Entry(StreamId id, List<byte[]> parts) {}

  private record Pending(StreamId id, int consumer, long deliveredMs, long deliveries) {}

  private record Consumer(byte[] name, long seenMs, long activeMs) {}

  private record Group(
      byte[] name,
      StreamId last,
      long entriesRead,
      List<Consumer> consumers,
      List<Pending> pending) {}

  RandomStream(Random random) {
    this.random = random;
    this.hasActiveTimes = random.nextBoolean();
    int most = random.nextInt(4) == 0 ? 300 : 12;
    long ms = random.nextInt(4) == 0 ? -2000 : random.nextInt(1000);
    long seq = 1 + random.nextInt(5);
    List<byte[]> fields = fields();
    for (int n = random.nextInt(most); n > 0; n--) {
      var id = new StreamId(ms, seq);
      ids.add(id);
      if (random.nextInt(5) == 0) {
        gone.add(id);
      } else {
        entries.add(new Entry(id, parts(fields)));
      }
      fields = random.nextInt(9) == 0 ? fields() : fields;
      long step = random.nextInt(5);
      ms += step;
      seq = step == 0 ? seq + 1 + random.nextInt(70_000) : random.nextInt(3);
    }
    for (int n = random.nextInt(3); n > 0; n--) {
      groups.add(group("group " + n));
    }
    StreamId last = ids.isEmpty() ? StreamId.ZERO : ids.get(ids.size() - 1);
    StreamId deleted = gone.isEmpty() ? StreamId.ZERO : gone.get(gone.size() - 1);
    this.head = new Head(last, deleted, ids.size(), groups.size());
  }

  private List<byte[]> fields() {
    List<byte[]> fields = new ArrayList<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      fields.add(text(8));
    }
    return fields;
  }

  private List<byte[]> parts(List<byte[]> fields) {
    List<byte[]> parts = new ArrayList<>();
    for (byte[] field : fields) {
      parts.add(field);
      parts.add(text(random.nextInt(40) == 0 ? 5000 : 12));
    }
    return parts;
  }

  private Group group(String name) {
    List<Consumer> consumers = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      long seen = SEEN + random.nextInt(1000);
      long active = random.nextBoolean() ? GroupSink.NEVER : seen - random.nextInt(100);
      byte[] consumer = ("consumer " + n).getBytes(US_ASCII);
      consumers.add(new Consumer(consumer, seen, hasActiveTimes ? active : seen));
    }
    List<Pending> pending = new ArrayList<>();
    int read = ids.isEmpty() ? 0 : random.nextInt(ids.size() + 1);
    for (int i = 0; i < read && !consumers.isEmpty(); i++) {
      if (random.nextBoolean()) {
        int owner = random.nextInt(consumers.size());
        pending.add(new Pending(ids.get(i), owner, SEEN - i, 1 + random.nextInt(300)));
      }
    }
    StreamId last = read == 0 ? StreamId.ZERO : ids.get(read - 1);
    long known = random.nextBoolean() ? read : GroupSink.UNKNOWN;
    return new Group(name.getBytes(US_ASCII), last, known, consumers, pending);
  }

  /** What a target must be able to express. */
  Set<RdbFeature> needs() {
    boolean hasTimes =
        groups.stream()
            .flatMap(group -> group.consumers.stream())
            .anyMatch(consumer -> consumer.activeMs != consumer.seenMs);
    return hasTimes ? Set.of(RdbFeature.CONSUMER_ACTIVE_TIMES) : Set.of();
  }

  private byte[] text(int bound) {
    var text = new StringBuilder();
    for (int length = random.nextInt(bound + 1); text.length() < length; ) {
      text.append(random.nextInt(3) == 0 ? "abc" : Integer.toString(random.nextInt(10_000)));
    }
    return text.toString().getBytes(US_ASCII);
  }

  @Override
  public Head head() {
    return head;
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
      sink.group(group.name, group.last, group.entriesRead, group.pending.size());
      for (Pending one : group.pending) {
        sink.pending(one.id.ms(), one.id.seq(), one.deliveredMs, one.deliveries);
      }
      sink.consumers(group.consumers.size());
      for (int i = 0; i < group.consumers.size(); i++) {
        int owner = i;
        List<Pending> own = group.pending.stream().filter(p -> p.consumer == owner).toList();
        Consumer consumer = group.consumers.get(i);
        sink.consumer(consumer.name, consumer.seenMs, consumer.activeMs, own.size());
        for (Pending one : own) {
          sink.pendingOfConsumer(one.id.ms(), one.id.seq());
        }
      }
    }
  }
}
