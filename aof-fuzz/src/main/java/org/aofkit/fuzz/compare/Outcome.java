package org.aofkit.fuzz.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a comparison has counted. Safe for use by several threads. */
public final class Outcome {
  /** What a server and we may disagree on. */
  public enum Kind {
    /** Whether it starts, with {@code aof-load-truncated} no or yes, or sanitizing. */
    LOADS,
    /** Which files a start changes, and where it cuts them. */
    FILES,
    /** What it holds where nothing is said to be lost. */
    CLEAN,
    /** Whether it starts on a repaired directory. */
    REPAIRED_LOADS,
    /** What it holds on a repaired directory: too little, too much, or something else. */
    REPAIRED_DATA
  }

  private final Map<Excluded, Integer> excluded = new EnumMap<>(Excluded.class);
  private final Map<Kind, Integer> disagreements = new EnumMap<>(Kind.class);
  private final Map<ComparedCase.Kind, Integer> cases = new EnumMap<>(ComparedCase.Kind.class);
  private final Map<Way, Long> kept = new EnumMap<>(Way.class);
  private final Map<Long, String> texts = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private long recoverable;

  synchronized void tried(ComparedCase compared) {
    cases.merge(compared.kind(), 1, Integer::sum);
  }

  synchronized void leftOut(Excluded why) {
    excluded.merge(why, 1, Integer::sum);
  }

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized void disagree(Kind kind, ComparedCase compared, String text) {
    disagreements.merge(kind, 1, Integer::sum);
    texts.merge(compared.number(), kind + ": " + text + "\n" + compared, (a, b) -> a + "\n" + b);
  }

  synchronized void kept(long of, Map<Way, Long> each) {
    recoverable += of;
    each.forEach((way, keys) -> kept.merge(way, keys, Long::sum));
  }

  /** The number of directories. */
  public synchronized int directories() {
    return sum(cases);
  }

  /** How many of them are not compared. */
  public synchronized int excluded() {
    return sum(excluded);
  }

  /** How many disagreements there are. */
  public synchronized int disagreements() {
    return sum(disagreements);
  }

  /** Of how many disagreements something was lost or came in. */
  public synchronized int lost() {
    return disagreements.getOrDefault(Kind.REPAIRED_DATA, 0)
        + disagreements.getOrDefault(Kind.CLEAN, 0);
  }

  /** What they are, by the number of the directory. */
  public synchronized List<String> texts() {
    List<String> lines = new ArrayList<>();
    texts.forEach((number, text) -> lines.add(number + ": " + text));
    return lines;
  }

  /** The table. */
  public synchronized String table(String title) {
    StringBuilder text = new StringBuilder(title).append('\n');
    line(text, "directories", directories(), "");
    cases.forEach((kind, n) -> line(text, "  " + kind.name().toLowerCase(Locale.ROOT), n, ""));
    line(text, "not compared", excluded(), "");
    excluded.forEach((why, n) -> line(text, "  " + why.name().toLowerCase(Locale.ROOT), n, ""));
    counts.forEach((what, n) -> line(text, what, n, ""));
    line(text, "disagreements", disagreements(), "");
    disagreements.forEach(
        (kind, n) -> line(text, "  " + kind.name().toLowerCase(Locale.ROOT), n, ""));
    line(text, "keys, libraries to be kept", recoverable, "");
    for (Way way : kept.keySet()) {
      long keys = kept.getOrDefault(way, 0L);
      double percent = recoverable == 0 ? 0 : 100.0 * keys / recoverable;
      String share = String.format(Locale.ROOT, "  %5.1f %%", percent);
      line(text, "  kept: " + way.title(), keys, share);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, long count, String more) {
    text.append(String.format("  %-28s %8d%s%n", what, count, more));
  }

  private static int sum(Map<?, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
