package org.aofkit.fuzz.rdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an RDB file, a server or a description of either holds, as a value. Byte strings
 * stand here as text: bytes 0x20 to 0x7e for themselves, the backslash doubled, any other byte as
 * {@code \xHH}. What has no order is sorted.
 *
 * @param databases the databases that are not empty, by number; in each the keys by name
 * @param functions the sources of the function libraries
 */
public record RdbContent(
    SortedMap<Long, SortedMap<String, Key>> databases, SortedSet<String> functions) {

  /**
   * A key.
   *
   * @param expireAtMs when it expires, in ms since 1970; -1 for never
   */
  public record Key(String type, Value value, long expireAtMs) {}

  /** What a key holds. */
  public sealed interface Value {}

  /** A string. */
  public record Text(String text) implements Value {}

  /** A list, in order. */
  public record Elements(List<String> elements) implements Value {
    /** Copies the list. */
    public Elements {
      elements = List.copyOf(elements);
    }
  }

  /** A set; sorted. */
  public record Members(List<String> members) implements Value {
    /** Sorts. */
    public Members {
      members = members.stream().sorted().toList();
    }
  }

  /** A member of a sorted set. */
  public record Scored(String member, double score) {}

  /** A sorted set; by score and member. */
  public record Ranking(List<Scored> members) implements Value {
    /** Sorts. */
    public Ranking {
      members =
          members.stream()
              .sorted(Comparator.comparingDouble(Scored::score).thenComparing(Scored::member))
              .toList();
    }
  }

  /**
   * A field of a hash.
   *
   * @param expireAtMs when it expires, in ms since 1970; -1 for never
   */
  public record Field(String field, String value, long expireAtMs) {}

  /** A hash; sorted. */
  public record Fields(List<Field> fields) implements Value {
    /** Sorts. */
    public Fields {
      fields =
          fields.stream()
              .sorted(Comparator.comparing(Field::field).thenComparing(Field::value))
              .toList();
    }
  }

  /** A stream. */
  public record Stream(
      List<Entry> entries,
      long length,
      String lastId,
      @Nullable History history,
      List<Group> groups)
      implements Value {
    /** Copies and sorts. */
    public Stream {
      entries = List.copyOf(entries);
      groups = groups.stream().sorted(Comparator.comparing(Group::name)).toList();
    }
  }

  /** An entry of a stream: fields and values by turns. */
  public record Entry(String id, List<String> fields) {
    /** Copies the list. */
    public Entry {
      fields = List.copyOf(fields);
    }
  }

  /** What streams tell of themselves since 7.0. */
  public record History(String maxDeletedId, long entriesAdded, String firstId) {}

  /**
   * A group of a stream.
   *
   * @param entriesRead -1 if the server does not know it; null if nobody tells
   */
  public record Group(
      String name,
      String lastDeliveredId,
      @Nullable Long entriesRead,
      List<Pending> pending,
      List<Consumer> consumers) {
    /** Copies and sorts. */
    public Group {
      pending = List.copyOf(pending);
      consumers = consumers.stream().sorted(Comparator.comparing(Consumer::name)).toList();
    }
  }

  /**
   * A pending entry of a group.
   *
   * @param consumer who owns it; null if nobody does
   * @param deliveredMs null if nobody tells
   */
  public record Pending(
      String id, @Nullable String consumer, @Nullable Long deliveredMs, long deliveries) {}

  /** A consumer of a group; what is null nobody tells. */
  public record Consumer(
      String name, @Nullable Long seenMs, @Nullable Long activeMs, @Nullable List<String> owned) {}

  /** A value of a module: nothing is known but its type. */
  public record Opaque() implements Value {}

  /** The escaped text of a byte string. */
  public static String text(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  /** The escaped text of a part of an array. */
  public static String text(byte[] bytes, int from, int length) {
    var text = new StringBuilder(length + 8);
    for (int i = from; i < from + length; i++) {
      byte b = bytes[i];
      if (b == '\\') {
        text.append("\\\\");
      } else if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }

  /** An id of a stream; both numbers are without sign. */
  public static String id(long milliseconds, long sequence) {
    return Long.toUnsignedString(milliseconds) + "-" + Long.toUnsignedString(sequence);
  }

  /** The number of keys in all databases. */
  public long keys() {
    return databases.values().stream().mapToLong(Map::size).sum();
  }

  /**
   * What is left of it on a server that has loaded it as a dump: no keys and no fields that were
   * past their deadline, no empty collections.
   *
   * @param now in ms since 1970
   */
  public RdbContent loadedAt(long now) {
    var copy = new TreeMap<Long, SortedMap<String, Key>>();
    databases.forEach(
        (number, keys) -> {
          var left = new TreeMap<String, Key>();
          keys.forEach(
              (name, key) -> {
                boolean isAlive = key.expireAtMs == -1 || key.expireAtMs > now;
                Value value = key.value instanceof Fields hash ? alive(hash, now) : key.value;
                if (isAlive && !isEmpty(value)) {
                  left.put(name, new Key(key.type, value, key.expireAtMs));
                }
              });
          if (!left.isEmpty()) {
            copy.put(number, left);
          }
        });
    return new RdbContent(copy, functions);
  }

  private static Fields alive(Fields hash, long now) {
    return new Fields(
        hash.fields.stream().filter(f -> f.expireAtMs == -1 || f.expireAtMs > now).toList());
  }

  private static boolean isEmpty(Value value) {
    return value instanceof Elements list && list.elements.isEmpty()
        || value instanceof Members set && set.members.isEmpty()
        || value instanceof Ranking ranking && ranking.members.isEmpty()
        || value instanceof Fields hash && hash.fields.isEmpty();
  }

  /** Without what only some sources tell, as far as another content does not tell it either. */
  public RdbContent asToldBy(RdbContent other) {
    var copy = new TreeMap<Long, SortedMap<String, Key>>();
    databases.forEach(
        (number, keys) -> {
          var reduced = new TreeMap<String, Key>();
          keys.forEach(
              (name, key) ->
                  reduced.put(
                      name, reduced(key, other.databases.getOrDefault(number, NONE).get(name))));
          copy.put(number, reduced);
        });
    return new RdbContent(copy, functions);
  }

  private static final SortedMap<String, Key> NONE = new TreeMap<>();

  private static Key reduced(Key key, @Nullable Key other) {
    if (other != null && key.value instanceof Stream here && other.value instanceof Stream there) {
      return new Key(key.type, reduced(here, there), key.expireAtMs);
    }
    return key;
  }

  private static Stream reduced(Stream here, Stream there) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < here.groups.size(); i++) {
      Group group = here.groups.get(i);
      groups.add(
          i < there.groups.size() && there.groups.get(i).name.equals(group.name)
              ? reduced(group, there.groups.get(i))
              : group);
    }
    History history = there.history == null ? null : here.history;
    return new Stream(here.entries, here.length, here.lastId, history, groups);
  }

  private static Group reduced(Group here, Group there) {
    boolean hasTimes = there.pending.stream().allMatch(pending -> pending.deliveredMs != null);
    List<Pending> pending =
        here.pending.stream()
            .map(p -> hasTimes ? p : new Pending(p.id, p.consumer, null, p.deliveries))
            .toList();
    List<Consumer> consumers = new ArrayList<>();
    for (int i = 0; i < here.consumers.size(); i++) {
      Consumer one = here.consumers.get(i);
      Consumer other = i < there.consumers.size() ? there.consumers.get(i) : one;
      consumers.add(
          new Consumer(
              one.name,
              other.seenMs == null ? null : one.seenMs,
              other.activeMs == null ? null : one.activeMs,
              other.owned == null ? null : one.owned));
    }
    Long read = there.entriesRead == null ? null : here.entriesRead;
    return new Group(here.name, here.lastDeliveredId, read, pending, consumers);
  }

  /** Collects a content. */
  static final class Builder {
    private final SortedMap<Long, SortedMap<String, Key>> databases = new TreeMap<>();
    private final SortedSet<String> functions = new TreeSet<>();

    /** Adds a key; a key that was there already is an error. */
    void add(long database, String name, Key key) {
      Key before = databases.computeIfAbsent(database, n -> new TreeMap<>()).put(name, key);
      if (before != null) {
        throw new IllegalArgumentException("twice in database " + database + ": " + name);
      }
    }

    /** Adds a library. */
    void function(String source) {
      functions.add(source);
    }

    RdbContent build() {
      return new RdbContent(databases, functions);
    }
  }

  /** What is different, for people: one line a key, thirty at most; empty if nothing is. */
  public List<String> diff(RdbContent other) {
    List<String> lines = new ArrayList<>();
    var numbers = new TreeSet<>(databases.keySet());
    numbers.addAll(other.databases.keySet());
    for (long number : numbers) {
      SortedMap<String, Key> here = databases.getOrDefault(number, NONE);
      SortedMap<String, Key> there = other.databases.getOrDefault(number, NONE);
      var names = new TreeSet<>(here.keySet());
      names.addAll(there.keySet());
      for (String name : names) {
        Key one = here.get(name);
        Key two = there.get(name);
        if (one == null || !one.equals(two)) {
          lines.add("db" + number + " " + name + "\n  here  " + one + "\n  there " + two);
        }
      }
    }
    if (!functions.equals(other.functions)) {
      lines.add("functions:\n  here  " + functions + "\n  there " + other.functions);
    }
    return lines.subList(0, Math.min(30, lines.size()));
  }
}
