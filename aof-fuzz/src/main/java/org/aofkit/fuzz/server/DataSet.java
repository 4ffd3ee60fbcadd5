package org.aofkit.fuzz.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything a server holds, as a value: two are equal if and only if every database has the same
 * keys, each with the same type, content and expiry, and the function libraries are the same. What
 * depends on the moment of loading (encodings, idle times, when a stream's consumer was last seen)
 * is left out.
 *
 * <p>Byte strings stand here as text in which bytes 0x20 to 0x7e stand for themselves, the
 * backslash is doubled and any other byte is {@code \xHH}. Content is text in a canonical form:
 * lists in order, sets and hashes sorted, sorted sets in rank order with scores. Content of more
 * than {@value ValueText#LONGEST} characters is its length, its beginning and its SHA-256.
 *
 * @param databases the databases that are not empty, by number; in each the keys by escaped name
 * @param functions one text a function library, sorted
 */
public record DataSet(
    SortedMap<Integer, SortedMap<String, Entry>> databases, List<String> functions) {
  private static final int LONGEST_DIFF = 30;

  /** Copies both collections. */
  public DataSet {
    var copy = new TreeMap<Integer, SortedMap<String, Entry>>();
    databases.forEach(
        (number, keys) -> copy.put(number, Collections.unmodifiableSortedMap(new TreeMap<>(keys))));
    databases = Collections.unmodifiableSortedMap(copy);
    functions = List.copyOf(functions);
  }

  /**
   * One key.
   *
   * @param type what TYPE says
   * @param value the content in canonical form
   * @param expireAtMs when it expires, in milliseconds since 1970; -1 for never
   */
  public record Entry(String type, String value, long expireAtMs) {
    @Override
    public String toString() {
      return type + " " + value + (expireAtMs < 0 ? "" : " until " + expireAtMs);
    }
  }

  /** Reads out everything a running server holds. The server's keys are not changed. */
  public static DataSet dump(RealServer server) throws IOException {
    try (RespClient client = server.connect()) {
      return dump(client);
    }
  }

  /** Reads out everything a server holds over one connection, which stays open. */
  public static DataSet dump(RespClient client) throws IOException {
    return new DataSetReader(client).read();
  }

  /**
   * In which encoding a running server holds each key: what OBJECT ENCODING says, by database and
   * escaped name. Databases without keys are left out.
   */
  public static SortedMap<Integer, SortedMap<String, String>> encodings(RealServer server)
      throws IOException {
    try (RespClient client = server.connect()) {
      return new DataSetReader(client).encodings();
    }
  }

  /** The form in which a byte string stands here. */
  public static String escape(byte[] bytes) {
    return ValueText.escape(bytes);
  }

  /** The number of keys in all databases. */
  public long keys() {
    return databases.values().stream().mapToLong(Map::size).sum();
  }

  /** The number of keys by database, empty ones left out. */
  public SortedMap<Integer, Integer> keysByDatabase() {
    var counts = new TreeMap<Integer, Integer>();
    databases.forEach((number, keys) -> counts.put(number, keys.size()));
    return counts;
  }

  /** The same without some keys, named in escaped form. */
  public DataSet without(int database, Collection<String> keys) {
    var copy = new TreeMap<>(databases);
    var left = new TreeMap<>(copy.getOrDefault(database, new TreeMap<>()));
    left.keySet().removeAll(keys);
    if (left.isEmpty()) {
      copy.remove(database);
    } else {
      copy.put(database, left);
    }
    return new DataSet(copy, functions);
  }

  /**
   * What is different, for people: one line a key or library, {@value #LONGEST_DIFF} lines at most
   * and then their number; empty if and only if the two are equal.
   *
   * @param other called "there" in the lines; this one is "here"
   */
  public List<String> diff(DataSet other) {
    List<String> lines = new ArrayList<>();
    var numbers = new TreeSet<>(databases.keySet());
    numbers.addAll(other.databases.keySet());
    for (int number : numbers) {
      diff(number, keysOf(this, number), keysOf(other, number), lines);
    }
    if (!functions.equals(other.functions)) {
      lines.add("functions: here " + functions + ", there " + other.functions);
    }
    if (lines.size() <= LONGEST_DIFF) {
      return List.copyOf(lines);
    }
    var shortened = new ArrayList<>(lines.subList(0, LONGEST_DIFF));
    shortened.add("and " + (lines.size() - LONGEST_DIFF) + " more differences");
    return List.copyOf(shortened);
  }

  private static Map<String, Entry> keysOf(DataSet set, int database) {
    SortedMap<String, Entry> keys = set.databases.get(database);
    return keys == null ? Map.of() : keys;
  }

  private static void diff(
      int database, Map<String, Entry> here, Map<String, Entry> there, List<String> lines) {
    var names = new TreeSet<>(here.keySet());
    names.addAll(there.keySet());
    for (String name : names) {
      Entry left = here.get(name);
      Entry right = there.get(name);
      String which = "db" + database + " " + name + ": ";
      if (left == null) {
        lines.add(which + "only there: " + right);
      } else if (right == null) {
        lines.add(which + "only here: " + left);
      } else if (!left.equals(right)) {
        lines.add(which + "here " + left + ", there " + right);
      }
    }
  }
}
