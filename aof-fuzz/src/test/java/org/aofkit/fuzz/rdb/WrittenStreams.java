package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.aofkit.fuzz.rdb.WrittenKey.ascii;
import static org.aofkit.fuzz.rdb.WrittenKey.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.aofkit.fuzz.rdb.WrittenKey.SameBytes;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;

/** Makes streams with groups, pending entries and consumers. */
final class WrittenStreams {
  private static final long DELIVERED = 1_700_000_000_000L;

  private final Random random;

  WrittenStreams(Random random) {
    this.random = random;
  }

  private record Entry(StreamId id, List<byte[]> fieldsAndValues) {}

  private record Pending(StreamId id, int consumer, long deliveredMs, long deliveries) {}

  /** In milliseconds since 1970. */
  record Times(long seenMs, long activeMs) {}

  private record Group(
      byte[] name,
      StreamId last,
      long entriesRead,
      boolean isReadGuessed,
      List<byte[]> consumers,
      List<Pending> pending) {
    List<Pending> of(int consumer) {
      return pending.stream().filter(one -> one.consumer == consumer).toList();
    }
  }

  WrittenKey stream(int database, byte[] name) {
    List<Entry> entries = entries();
    List<Group> groups = new ArrayList<>();
    for (int i = 1, n = random.nextInt(3); i <= n; i++) {
      groups.add(group("group " + i, entries));
    }
    List<byte[][]> commands = new ArrayList<>();
    for (Entry entry : entries) {
      List<byte[]> arguments = new ArrayList<>(entry.fieldsAndValues);
      arguments.add(0, ascii(entry.id.toString()));
      commands.add(command("XADD", name, arguments.toArray(byte[][]::new)));
    }
    for (Group group : groups) {
      commands.addAll(commands(name, group));
    }
    var value = new RdbValue.StreamValue(new Data(entries, groups, new HashMap<>()));
    boolean isGuessed = groups.stream().allMatch(Group::isReadGuessed);
    return new WrittenKey(
        database,
        KeyHead.of(name),
        value,
        commands,
        SameBytes.ALWAYS,
        isGuessed ? Set.of() : Set.of(RdbFeature.STREAM_COUNTERS));
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    long ms = 1 + random.nextInt(1000);
    long seq = random.nextInt(3);
    List<byte[]> names = fields();
    int most = random.nextBoolean() ? 40 : 3000;
    for (int n = 1 + random.nextInt(300); n > 0; n--) {
      if (random.nextInt(10) == 0) {
        names = fields();
      }
      List<byte[]> fieldsAndValues = new ArrayList<>();
      for (byte[] field : names) {
        fieldsAndValues.add(field);
        fieldsAndValues.add(text(random.nextInt(20) == 0 ? most : 20));
      }
      entries.add(new Entry(new StreamId(ms, seq), fieldsAndValues));
      long step = random.nextInt(4) == 0 ? random.nextInt(100_000) : 0;
      ms += step;
      seq = step == 0 ? seq + 1 + random.nextInt(5) : random.nextInt(3);
    }
    return entries;
  }

  private List<byte[]> fields() {
    List<byte[]> names = new ArrayList<>();
    for (int n = 1 + random.nextInt(5); n > 0; n--) {
      names.add(text(8));
    }
    return names;
  }

  private Group group(String name, List<Entry> entries) {
    List<byte[]> consumers = new ArrayList<>();
    for (int i = 1, n = random.nextInt(4); i <= n; i++) {
      consumers.add(ascii("consumer " + i));
    }
    int read = random.nextInt(entries.size());
    List<Pending> pending = new ArrayList<>();
    for (int i = 0; i <= read && !consumers.isEmpty(); i++) {
      if (random.nextBoolean()) {
        pending.add(
            new Pending(
                entries.get(i).id,
                random.nextInt(consumers.size()),
                DELIVERED + i,
                1 + random.nextInt(100)));
      }
    }
    // Older images do not tell it; it can then be known at both ends only.
    boolean isAtAnEnd = read == 0 || read == entries.size() - 1;
    long entriesRead = isAtAnEnd || random.nextBoolean() ? read + 1 : StreamData.GroupSink.UNKNOWN;
    boolean isGuessed = isAtAnEnd || entriesRead == StreamData.GroupSink.UNKNOWN;
    return new Group(ascii(name), entries.get(read).id, entriesRead, isGuessed, consumers, pending);
  }

  private static List<byte[][]> commands(byte[] key, Group group) {
    List<byte[][]> commands = new ArrayList<>();
    commands.add(
        new byte[][] {
          ascii("XGROUP"),
          ascii("CREATE"),
          key,
          group.name,
          ascii(group.last.toString()),
          ascii("ENTRIESREAD"),
          ascii(Long.toString(group.entriesRead))
        });
    for (byte[] consumer : group.consumers) {
      commands.add(
          new byte[][] {ascii("XGROUP"), ascii("CREATECONSUMER"), key, group.name, consumer});
    }
    for (Pending one : group.pending) {
      commands.add(
          command(
              "XCLAIM",
              key,
              group.name,
              group.consumers.get(one.consumer),
              ascii("0"),
              ascii(one.id.toString()),
              ascii("TIME"),
              ascii(Long.toString(one.deliveredMs)),
              ascii("RETRYCOUNT"),
              ascii(Long.toString(one.deliveries)),
              ascii("FORCE")));
    }
    return commands;
  }

  private byte[] text(int bound) {
    int length = random.nextInt(bound + 1);
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append(random.nextInt(3) == 0 ? "abc" : Integer.toString(random.nextInt(10_000)));
    }
    return ascii(text.substring(0, length));
  }

  record Data(List<Entry> entries, List<Group> groups, Map<String, Times> times)
      implements StreamData {
    /** When a consumer was seen and got something, which the server decides. */
    void set(String group, String consumer, Times seenAndActive) {
      times.put(group + '/' + consumer, seenAndActive);
    }

    @Override
    public Head head() {
      StreamId last = entries.get(entries.size() - 1).id;
      return new Head(last, StreamId.ZERO, entries.size(), groups.size());
    }

    @Override
    public void tellEntries(EntrySink sink) throws IOException {
      for (Entry entry : entries) {
        var strings = sink.entry(entry.id.ms(), entry.id.seq(), entry.fieldsAndValues.size() / 2);
        for (byte[] string : entry.fieldsAndValues) {
          strings.bytes(string);
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
          List<Pending> own = group.of(i);
          byte[] consumer = group.consumers.get(i);
          String key = new String(group.name, US_ASCII) + '/' + new String(consumer, US_ASCII);
          Times at = times.getOrDefault(key, new Times(DELIVERED, DELIVERED));
          sink.consumer(consumer, at.seenMs, at.activeMs, own.size());
          for (Pending one : own) {
            sink.pendingOfConsumer(one.id.ms(), one.id.seq());
          }
        }
      }
    }
  }
}
