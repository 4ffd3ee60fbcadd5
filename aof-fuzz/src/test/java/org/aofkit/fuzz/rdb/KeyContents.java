package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;

/** What the keys of an image hold, element by element, to compare parts of values. */
final class KeyContents implements RdbHandler {
  private static final int ALL = 1 << 24;

  private final Map<String, List<String>> contents = new HashMap<>();
  private final Predicate<String> wanted;
  private List<String> current = new ArrayList<>();

  private KeyContents(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * The elements of all wanted keys.
   *
   * @param wanted is asked with the database and the name of a key, a bar between
   */
  static KeyContents of(byte[] image, Predicate<String> wanted) throws IOException {
    KeyContents contents = new KeyContents(wanted);
    RdbReader.read(Salvages.source(image), 0, RdbOptions.forAof(), RdbDepth.STEP, contents);
    return contents;
  }

  /** The keys that were met: database, name. */
  Set<String> keys() {
    return contents.keySet();
  }

  /**
   * The elements of a key, the first of which is its type and deadline.
   *
   * @param key database and name
   */
  List<String> elements(String key) {
    return contents.getOrDefault(key, List.of());
  }

  /** Whether what is left of a value is a part of it: in the same order in a list or stream. */
  static boolean isPart(List<String> part, List<String> whole) {
    if (part.isEmpty() || whole.isEmpty() || !part.get(0).equals(whole.get(0))) {
      return false;
    }
    boolean isOrdered = part.get(0).startsWith("list") || part.get(0).startsWith("stream");
    if (!isOrdered) {
      return new HashSet<>(whole).containsAll(part) && new HashSet<>(part).size() == part.size();
    }
    int next = 0;
    for (String element : part) {
      while (next < whole.size() && !whole.get(next).equals(element)) {
        next++;
      }
      if (next++ == whole.size()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    String name = key.database() + "|" + text(key.name());
    if (!wanted.test(name)) {
      return false;
    }
    current = new ArrayList<>();
    current.add(key.type() + " until " + (key.hasDeadline() ? key.deadline() : -1));
    contents.put(name, current);
    return true;
  }

  @Override
  public void string(RdbBytes value) throws IOException {
    current.add(text(value));
  }

  @Override
  public void element(RdbBytes element) throws IOException {
    current.add(text(element));
  }

  @Override
  public void member(RdbBytes member) throws IOException {
    current.add(text(member));
  }

  @Override
  public void scoredMember(RdbBytes member) throws IOException {
    current.add(text(member));
  }

  @Override
  public void score(double score) {
    more(" " + score);
  }

  @Override
  public void field(RdbBytes field) throws IOException {
    current.add(text(field));
  }

  @Override
  public void value(RdbBytes value) throws IOException {
    more(" = " + text(value));
  }

  @Override
  public void fieldDeadline(long deadline) {
    more(" until " + deadline);
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long fields) {
    current.add(milliseconds + "-" + sequence + (isDeleted ? " deleted" : ""));
  }

  @Override
  public void streamField(RdbBytes field) throws IOException {
    more(" " + text(field));
  }

  @Override
  public void streamValue(RdbBytes value) throws IOException {
    more(" " + text(value));
  }

  @Override
  public void streamGroup(RdbBytes name, long lastMilliseconds, long lastSequence, long entriesRead)
      throws IOException {
    current.add("group " + text(name) + " " + lastMilliseconds + "-" + lastSequence);
  }

  @Override
  public void streamPending(long milliseconds, long sequence, long delivered, long deliveries) {
    more(" " + milliseconds + "-" + sequence + " " + delivered + " " + deliveries);
  }

  @Override
  public void streamConsumer(RdbBytes name, long seen, long active) throws IOException {
    more(" consumer " + text(name) + " " + seen + " " + active);
  }

  @Override
  public void streamOwned(long milliseconds, long sequence) {
    more(" " + milliseconds + "-" + sequence);
  }

  private void more(String text) {
    int last = current.size() - 1;
    current.set(last, current.get(last) + text);
  }

  private static String text(RdbBytes bytes) throws IOException {
    return new String(bytes.toByteArray(ALL), StandardCharsets.ISO_8859_1);
  }
}
