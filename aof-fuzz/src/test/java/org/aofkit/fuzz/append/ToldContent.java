package org.aofkit.fuzz.append;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.aofkit.fuzz.rdb.RdbContent;
import org.aofkit.rdb.write.Content;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.rdb.write.StringSink;

/** What values tell, as a content to be held against that of a server. */
final class ToldContent {
  private final SortedMap<Long, SortedMap<String, RdbContent.Key>> databases = new TreeMap<>();
  private final SortedSet<String> functions = new TreeSet<>();

  /** Adds a key, or sets it anew. */
  void put(RandomStore.StoredKey key) throws IOException {
    String type =
        key.value() instanceof RdbValue.Text
            ? "string"
            : key.value() instanceof RdbValue.ListValue
                ? "list"
                : key.value() instanceof RdbValue.SetValue
                    ? "set"
                    : key.value() instanceof RdbValue.SortedSetValue
                        ? "zset"
                        : key.value() instanceof RdbValue.HashValue ? "hash" : "stream";
    databases
        .computeIfAbsent((long) key.database(), number -> new TreeMap<>())
        .put(
            RdbContent.text(key.name()),
            new RdbContent.Key(type, value(key.value()), key.expireAtMs()));
  }

  /** Removes a key. */
  void remove(int database, byte[] name) {
    SortedMap<String, RdbContent.Key> keys = databases.get((long) database);
    if (keys != null) {
      keys.remove(RdbContent.text(name));
      if (keys.isEmpty()) {
        databases.remove((long) database);
      }
    }
  }

  /** Adds a library. */
  void function(String source) {
    functions.add(RdbContent.text(source.getBytes(StandardCharsets.US_ASCII)));
  }

  RdbContent content() {
    return new RdbContent(databases, functions);
  }

  private static RdbContent.Value value(RdbValue value) throws IOException {
    List<String> strings = new ArrayList<>();
    StringSink sink = sink(strings::add);
    if (value instanceof RdbValue.Text text) {
      text.data().tellTo(sink);
      return new RdbContent.Text(strings.get(0));
    } else if (value instanceof RdbValue.ListValue list) {
      list.elements().tellTo(sink);
      return new RdbContent.Elements(strings);
    } else if (value instanceof RdbValue.SetValue set) {
      set.members().tellTo(sink);
      return new RdbContent.Members(strings);
    } else if (value instanceof RdbValue.SortedSetValue sortedSet) {
      List<RdbContent.Scored> members = new ArrayList<>();
      sortedSet
          .members()
          .tellTo(score -> sink(text -> members.add(new RdbContent.Scored(text, score))));
      return new RdbContent.Ranking(members);
    } else if (value instanceof RdbValue.HashValue hash) {
      return fields(hash.fields());
    } else if (value instanceof RdbValue.StreamValue stream) {
      return stream(stream.data());
    }
    throw new IllegalArgumentException(value.toString());
  }

  private static RdbContent.Value fields(HashFields hash) throws IOException {
    List<RdbContent.Field> fields = new ArrayList<>();
    hash.tellTo(
        new HashFields.Sink() {
          private String name = "";
          private long deadline;

          @Override
          public StringSink field(long expireAtMs) {
            deadline = expireAtMs;
            return sink(text -> name = text);
          }

          @Override
          public StringSink value() {
            return sink(text -> fields.add(new RdbContent.Field(name, text, deadline)));
          }
        });
    return new RdbContent.Fields(fields);
  }

  private static RdbContent.Value stream(StreamData data) throws IOException {
    record Told(String id, List<String> parts) {}
    List<Told> entries = new ArrayList<>();
    data.tellEntries(
        (ms, seq, fields) -> {
          List<String> parts = new ArrayList<>();
          entries.add(new Told(RdbContent.id(ms, seq), parts));
          return sink(parts::add);
        });
    var groups = new Groups();
    data.tellGroups(groups);
    StreamData.Head head = data.head();
    var history =
        new RdbContent.History(
            id(head.maxDeleted()),
            head.entriesAdded(),
            entries.isEmpty() ? "0-0" : entries.get(0).id);
    return new RdbContent.Stream(
        entries.stream().map(told -> new RdbContent.Entry(told.id, told.parts)).toList(),
        entries.size(),
        id(head.last()),
        history,
        groups.told.stream().map(Groups.Group::whole).toList());
  }

  private static String id(StreamId id) {
    return RdbContent.id(id.ms(), id.seq());
  }

  /** Collects groups. */
  private static final class Groups implements StreamData.GroupSink {
    private final List<Group> told = new ArrayList<>();

    private record Group(
        String name,
        String last,
        long entriesRead,
        List<RdbContent.Pending> pending,
        List<RdbContent.Consumer> consumers,
        Map<String, String> owners) {
      RdbContent.Group whole() {
        List<RdbContent.Pending> owned =
            pending.stream()
                .map(
                    one ->
                        new RdbContent.Pending(
                            one.id(), owners.get(one.id()), one.deliveredMs(), one.deliveries()))
                .toList();
        return new RdbContent.Group(name, last, entriesRead, owned, consumers);
      }
    }

    @Override
    public void group(byte[] name, StreamId lastDelivered, long entriesRead, long pending) {
      told.add(
          new Group(
              RdbContent.text(name),
              id(lastDelivered),
              entriesRead,
              new ArrayList<>(),
              new ArrayList<>(),
              new HashMap<>()));
    }

    @Override
    public void pending(long ms, long seq, long deliveredMs, long deliveries) {
      last()
          .pending
          .add(new RdbContent.Pending(RdbContent.id(ms, seq), null, deliveredMs, deliveries));
    }

    @Override
    public void consumers(long count) {
      // The number is that of those that are told.
    }

    @Override
    public void consumer(byte[] name, long seenMs, long activeMs, long pending) {
      last()
          .consumers
          .add(new RdbContent.Consumer(RdbContent.text(name), seenMs, activeMs, new ArrayList<>()));
    }

    @Override
    public void pendingOfConsumer(long ms, long seq) {
      List<RdbContent.Consumer> consumers = last().consumers;
      RdbContent.Consumer consumer = consumers.get(consumers.size() - 1);
      String id = RdbContent.id(ms, seq);
      consumer.owned().add(id);
      last().owners.put(id, consumer.name());
    }

    private Group last() {
      return told.get(told.size() - 1);
    }
  }

  private static StringSink sink(Consumer<String> taker) {
    return new StringSink() {
      @Override
      public void bytes(byte[] array, int index, int length) {
        taker.accept(RdbContent.text(array, index, length));
      }

      @Override
      public void integer(long value) {
        taker.accept(Long.toString(value));
      }

      @Override
      public void content(Content content) {
        throw new IllegalArgumentException("no text of this test");
      }
    };
  }
}
