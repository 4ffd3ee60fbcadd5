package org.aofkit.fuzz.repair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.fuzz.damage.DamagedLog;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.HealthyLog;
import org.aofkit.fuzz.damage.Hit;
import org.aofkit.fuzz.damage.LogRecord;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.aofkit.fuzz.damage.Truth;

/**
 * One transaction laid out over one, two and three files in every way, with every one or two of its
 * commands damaged in several ways, and commands in front and behind.
 */
final class SpreadTransactions {
  private final List<String> script;
  private final int database;
  private final boolean base;

  /**
   * A kind of log.
   *
   * @param base whether the first file is a base in command form
   * @param database what is selected in front
   * @param script names of the commands: {@code M} and {@code E} for MULTI and EXEC, {@code S7} for
   *     a SELECT, others for a SET
   */
  SpreadTransactions(boolean base, int database, String script) {
    this.base = base;
    this.database = database;
    this.script = List.of(("S" + database + " " + script).split(" "));
  }

  /** The logs with no damage, one and two. */
  Stream<DamagedLog> all() {
    return layouts().stream().flatMap(SpreadTransactions::damaged);
  }

  /** The truth of those whose damage can be told. */
  static Stream<Truth> told(Stream<DamagedLog> logs) {
    return logs.flatMap(log -> DamagedLogs.truth(log).stream());
  }

  /** A log in these files. */
  static DamagedLog over(List<String> files) {
    SpreadTransactions all = new SpreadTransactions(false, 0, String.join(" ", files));
    List<Integer> borders = new ArrayList<>();
    int next = 1;
    for (String file : files.subList(0, files.size() - 1)) {
      next += file.split(" ").length;
      borders.add(next);
    }
    return new DamagedLog(all.layout(borders), List.of());
  }

  private List<HealthyLog> layouts() {
    int first = script.indexOf("M");
    int last = script.indexOf("E") + 1;
    List<HealthyLog> layouts = new ArrayList<>();
    layouts.add(layout(List.of()));
    for (int one = first; one <= last; one++) {
      layouts.add(layout(List.of(one)));
      for (int two = one; two <= last; two++) {
        layouts.add(layout(List.of(one, two)));
      }
    }
    return layouts;
  }

  private HealthyLog layout(List<Integer> borders) {
    List<LogRecord> records = new ArrayList<>();
    int file = 0;
    int start = 0;
    int selected = database;
    int transaction = -1;
    for (int i = 0; i < script.size(); i++) {
      for (int border : borders) {
        if (border == i) {
          file++;
          start = 0;
        }
      }
      String name = script.get(i);
      selected = name.charAt(0) == 'S' ? Integer.parseInt(name.substring(1)) : selected;
      transaction = name.equals("M") ? 0 : transaction;
      LogRecord record =
          new LogRecord(file, start, kind(name), selected, transaction, words(name, selected));
      transaction = name.equals("E") ? -1 : transaction;
      records.add(record);
      start = record.end();
    }
    return new HealthyLog(borders.size() + 1, base && !borders.isEmpty(), records);
  }

  private static Kind kind(String name) {
    return switch (name.charAt(0)) {
      case 'S' -> Kind.SELECT;
      case 'M' -> Kind.MULTI;
      case 'E' -> Kind.EXEC;
      default -> Kind.DATA;
    };
  }

  private static List<String> words(String name, int selected) {
    return switch (kind(name)) {
      case SELECT -> List.of("SELECT", Integer.toString(selected));
      case MULTI -> List.of("MULTI");
      case EXEC -> List.of("EXEC");
      default -> List.of("SET", name, "value of " + name);
    };
  }

  private static Stream<DamagedLog> damaged(HealthyLog log) {
    List<Hit> hits = new ArrayList<>();
    for (LogRecord record : log.records()) {
      if (!record.isAlone()) {
        hits.addAll(hits(log, record));
      }
    }
    List<DamagedLog> all = new ArrayList<>();
    all.add(new DamagedLog(log, List.of()));
    for (int i = 0; i < hits.size(); i++) {
      all.add(new DamagedLog(log, List.of(hits.get(i))));
      for (int j = i + 1; j < hits.size(); j++) {
        if (isApart(log, hits.get(i), hits.get(j))) {
          all.add(new DamagedLog(log, sorted(hits.get(i), hits.get(j))));
        }
      }
    }
    return all.stream();
  }

  private static List<Hit> sorted(Hit one, Hit two) {
    return Stream.of(one, two)
        .sorted(Comparator.comparingInt(Hit::file).thenComparingInt(Hit::from))
        .toList();
  }

  /** Two damages side by side are one. */
  private static boolean isApart(HealthyLog log, Hit one, Hit two) {
    return one.file() != two.file()
        || log.recordsOf(one.file()).stream()
            .anyMatch(each -> each.start() >= one.to() && each.end() <= two.from());
  }

  private static List<Hit> hits(HealthyLog log, LogRecord record) {
    int file = record.file();
    int length = record.end() - record.start();
    int end = log.bytesOf(file).length;
    LogRecord.Range name = record.arguments().get(0);
    List<Hit> hits = new ArrayList<>();
    byte[] garbage = "?".repeat(length).getBytes(StandardCharsets.US_ASCII);
    hits.add(new Hit(file, record.start(), record.end(), garbage, "garbage"));
    hits.add(new Hit(file, record.start(), record.end(), new byte[length], "NULs"));
    hits.add(new Hit(file, name.from(), name.from() + 1, new byte[] {'Q'}, "name"));
    hits.add(new Hit(file, record.start(), record.start(), new byte[40], "NULs put in"));
    hits.add(new Hit(file, record.start() + length - 3, end, new byte[0], "torn"));
    if (record.start() > 0) {
      hits.add(new Hit(file, record.start(), end, new byte[0], "end gone"));
    }
    return hits;
  }
}
