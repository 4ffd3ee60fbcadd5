package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbStreamState;
import org.jspecify.annotations.Nullable;

/** Makes a content out of what the reader of RDB files tells. */
public final class ContentHandler implements RdbHandler {
  private static final int LONGEST = 1 << 24;
  private static final int STREAM_3 = 21;

  private final RdbContent.Builder content = new RdbContent.Builder();
  private final Map<String, Long> idle = new TreeMap<>();
  private final Map<String, Integer> frequencies = new TreeMap<>();

  private String name = "";
  private RdbContent.Value value = new RdbContent.Opaque();
  private final List<String> elements = new ArrayList<>();
  private final List<RdbContent.Scored> scored = new ArrayList<>();
  private final List<RdbContent.Field> fields = new ArrayList<>();
  private final List<String> masterFields = new ArrayList<>();
  private final List<RdbContent.Entry> entries = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private String field = "";
  private boolean hasActiveTimes;
  private @Nullable Entry entry;
  private @Nullable RdbStreamState state;
  private long keys;

  /** What was read. */
  public RdbContent content() {
    return content.build();
  }

  /** The number of keys told, also such as were there already. */
  public long keys() {
    return keys;
  }

  /** The idle time of a key in seconds, if the file has one. */
  public OptionalLong idleSeconds(long database, String key) {
    Long seconds = idle.get(database + " " + key);
    return seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds);
  }

  /** The counter of uses of a key, if the file has one. */
  public OptionalInt frequency(long database, String key) {
    Integer frequency = frequencies.get(database + " " + key);
    return frequency == null ? OptionalInt.empty() : OptionalInt.of(frequency);
  }

  @Override
  public void function(RdbBytes source) throws IOException {
    content.function(text(source));
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    name = text(key.name());
    hasActiveTimes = key.typeCode() == STREAM_3;
    value = new RdbContent.Opaque();
    elements.clear();
    scored.clear();
    fields.clear();
    entries.clear();
    groups.clear();
    entry = null;
    state = null;
    return true;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    finishEntry();
    keys++;
    RdbContent.Value whole =
        switch (key.type()) {
          case "list" -> new RdbContent.Elements(elements);
          case "set" -> new RdbContent.Members(elements);
          case "zset" -> new RdbContent.Ranking(scored);
          case "hash" -> new RdbContent.Fields(fields);
          case "stream" -> stream();
          default -> value;
        };
    long deadline = key.hasDeadline() ? key.deadline() : -1;
    content.add(key.database(), name, new RdbContent.Key(key.type(), whole, deadline));
    if (key.idleSeconds() >= 0) {
      idle.put(key.database() + " " + name, key.idleSeconds());
    }
    if (key.frequency() >= 0) {
      frequencies.put(key.database() + " " + name, key.frequency());
    }
  }

  @Override
  public void string(RdbBytes text) throws IOException {
    value = new RdbContent.Text(text(text));
  }

  @Override
  public void element(RdbBytes element) throws IOException {
    elements.add(text(element));
  }

  @Override
  public void member(RdbBytes member) throws IOException {
    elements.add(text(member));
  }

  @Override
  public void scoredMember(RdbBytes member) throws IOException {
    field = text(member);
  }

  @Override
  public void score(double score) {
    scored.add(new RdbContent.Scored(field, score));
  }

  @Override
  public void field(RdbBytes name) throws IOException {
    field = text(name);
  }

  @Override
  public void value(RdbBytes text) throws IOException {
    fields.add(new RdbContent.Field(field, text(text), -1));
  }

  @Override
  public void fieldDeadline(long deadline) {
    RdbContent.Field last = fields.remove(fields.size() - 1);
    fields.add(new RdbContent.Field(last.field(), last.value(), deadline));
  }

  @Override
  public void streamNode(long milliseconds, long sequence) {
    finishEntry();
    masterFields.clear();
  }

  @Override
  public void masterField(RdbBytes name) throws IOException {
    masterFields.add(text(name));
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long count) {
    finishEntry();
    entry =
        new Entry(
            RdbContent.id(milliseconds, sequence), isDeleted, hasMasterFields, new ArrayList<>());
  }

  @Override
  public void streamField(RdbBytes name) throws IOException {
    current().parts.add(text(name));
  }

  @Override
  public void streamValue(RdbBytes text) throws IOException {
    Entry at = current();
    if (at.hasMasterFields) {
      at.parts.add(masterFields.get(at.parts.size() / 2));
    }
    at.parts.add(text(text));
  }

  @Override
  public void streamState(RdbStreamState counters) {
    finishEntry();
    state = counters;
  }

  @Override
  public void streamGroup(RdbBytes text, long milliseconds, long sequence, long entriesRead)
      throws IOException {
    boolean isTold = state != null && state.hasHistory();
    Long read = isTold ? entriesRead : null;
    groups.add(new Group(text(text), RdbContent.id(milliseconds, sequence), read));
  }

  @Override
  public void streamPending(long milliseconds, long sequence, long delivered, long deliveries) {
    String id = RdbContent.id(milliseconds, sequence);
    lastGroup().pending.add(new RdbContent.Pending(id, null, delivered, deliveries));
  }

  @Override
  public void streamConsumer(RdbBytes text, long seen, long active) throws IOException {
    lastGroup().consumers.add(new RdbContent.Consumer(text(text), seen, active, new ArrayList<>()));
  }

  @Override
  public void streamOwned(long milliseconds, long sequence) {
    String id = RdbContent.id(milliseconds, sequence);
    Group group = lastGroup();
    RdbContent.Consumer consumer = group.consumers.get(group.consumers.size() - 1);
    List<String> owned = consumer.owned();
    if (owned == null) {
      throw new IllegalStateException("a consumer of ours knows what it owns");
    }
    owned.add(id);
    group.owners.put(id, consumer.name());
  }

  private Entry current() {
    if (entry == null) {
      throw new IllegalStateException("a field outside of an entry");
    }
    return entry;
  }

  private Group lastGroup() {
    return groups.get(groups.size() - 1);
  }

  private void finishEntry() {
    if (entry != null && !entry.isDeleted) {
      entries.add(new RdbContent.Entry(entry.id, entry.parts));
    }
    entry = null;
  }

  private RdbContent.Stream stream() {
    if (state == null) {
      throw new IllegalStateException("a stream without state");
    }
    RdbContent.History history =
        state.hasHistory()
            ? new RdbContent.History(
                RdbContent.id(state.maxDeletedMilliseconds(), state.maxDeletedSequence()),
                state.entriesAdded(),
                RdbContent.id(state.firstMilliseconds(), state.firstSequence()))
            : null;
    return new RdbContent.Stream(
        entries,
        state.length(),
        RdbContent.id(state.lastMilliseconds(), state.lastSequence()),
        history,
        groups.stream().map(Group::whole).toList());
  }

  private static String text(RdbBytes bytes) throws IOException {
    byte[] copy = bytes.toByteArray(LONGEST);
    if (copy.length != bytes.length()) {
      throw new IOException("longer than test data should be: " + bytes.length());
    }
    return RdbContent.text(copy);
  }

  private record Entry(String id, boolean isDeleted, boolean hasMasterFields, List<String> parts) {}

  private static final class Group {
    final List<RdbContent.Pending> pending = new ArrayList<>();
    final List<RdbContent.Consumer> consumers = new ArrayList<>();
    final Map<String, String> owners = new TreeMap<>();
    private final String name;
    private final String lastId;
    private final @Nullable Long entriesRead;

    Group(String name, String lastId, @Nullable Long entriesRead) {
      this.name = name;
      this.lastId = lastId;
      this.entriesRead = entriesRead;
    }

    RdbContent.Group whole() {
      List<RdbContent.Pending> owned =
          pending.stream()
              .map(
                  p ->
                      new RdbContent.Pending(
                          p.id(), owners.get(p.id()), p.deliveredMs(), p.deliveries()))
              .toList();
      return new RdbContent.Group(name, lastId, entriesRead, owned, consumers);
    }
  }
}
