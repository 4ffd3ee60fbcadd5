package org.aofkit.stats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aofkit.aof.AofReader;
import org.aofkit.resp.ArgumentWalk;

/** Counts commands by name. */
final class CommandCounter {
  private static final int LONGEST_NAME = 64;
  private static final int MOST_NAMES = 1000;

  private final Map<Integer, Count> known = new HashMap<>();
  private final Map<String, Count> others = new HashMap<>();

  private static final class Count {
    private final String name;
    private long count;
    private long bytes;

    Count(String name) {
      this.name = name;
    }

    void add(long more) {
      count++;
      bytes += more;
    }

    long bytes() {
      return bytes;
    }

    String name() {
      return name;
    }

    CommandTotals totals() {
      return new CommandTotals(name.getBytes(StandardCharsets.ISO_8859_1), count, bytes);
    }
  }

  /** Counts the command that the reader stands at. */
  void add(AofReader reader) throws IOException {
    int id = reader.command();
    Count mine = id < 0 ? null : known.get(id);
    if (mine == null) {
      mine = first(id, name(reader));
    }
    mine.add(reader.end() - reader.offset());
  }

  private Count first(int id, String name) {
    if (id >= 0) {
      return known.computeIfAbsent(id, same -> new Count(name));
    }
    boolean isCounted = others.containsKey(name) || others.size() < MOST_NAMES;
    return others.computeIfAbsent(isCounted ? name : "", Count::new);
  }

  private static String name(AofReader reader) throws IOException {
    ArgumentWalk words = reader.words();
    if (!words.next()) {
      return "";
    }
    byte[] bytes = new byte[(int) Math.min(LONGEST_NAME, words.length())];
    int count = words.read(0, bytes);
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  /** The names with the most bytes first. */
  List<CommandTotals> totals() {
    List<Count> all = new ArrayList<>(known.values());
    all.addAll(others.values());
    all.sort(Comparator.comparingLong(Count::bytes).reversed().thenComparing(Count::name));
    return all.stream().map(Count::totals).toList();
  }
}
