package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.aofkit.fuzz.damage.LogRecord.Range;

/**
 * Thinks of damages: blocks of NULs and of garbage, at block borders and elsewhere, over parts of a
 * command and over many; flipped bits in headers, names and line ends; bytes gone and bytes come
 * in; cut and zeroed ends; and lost MULTI, EXEC and SELECT.
 */
public final class Hits {
  private static final int ATTEMPTS = 20;

  private final RandomGenerator random;
  private final HealthyLog log;
  private final List<Hit> hits = new ArrayList<>();

  private Hits(RandomGenerator random, HealthyLog log) {
    this.random = random;
    this.log = log;
  }

  /**
   * Up to so many hits, at least one. Between two of them in a file stands a command that neither
   * touches; an annotation is not enough, since nobody can begin to read there.
   */
  public static List<Hit> any(RandomGenerator random, HealthyLog log, int atMost) {
    Hits all = new Hits(random, log);
    int count = 1 + random.nextInt(atMost);
    for (int i = 0; i < count * ATTEMPTS && all.hits.size() < count; i++) {
      all.one().filter(all::standsAlone).ifPresent(all.hits::add);
    }
    all.hits.sort(Comparator.comparingInt(Hit::file).thenComparingInt(Hit::from));
    return all.hits;
  }

  private Optional<Hit> one() {
    LogRecord record = log.records().get(random.nextInt(log.records().size()));
    return switch (random.nextInt(12)) {
      case 0, 1 -> Optional.of(flip(record));
      case 2 -> Optional.of(overwrite(record, "part of a command"));
      case 3, 4 -> block(record, random.nextBoolean() ? 512 : 4096, true);
      case 5, 6 -> block(record, 1 + random.nextInt(random.nextBoolean() ? 60 : 1500), false);
      case 7 -> Optional.of(gone(record));
      case 8 -> Optional.of(insertion(record));
      case 9, 10 -> marker();
      default -> Optional.of(badEnd(record));
    };
  }

  /** One bit of a header, of the name or of a line end. */
  private Hit flip(LogRecord record) {
    List<Range> ranges = new ArrayList<>();
    if (record.kind() == Kind.ANNOTATION) {
      ranges.add(new Range(record.start() + 1, record.end() - 2));
    } else {
      ranges.addAll(record.headers());
      ranges.add(record.arguments().get(0));
      record.arguments().forEach(word -> ranges.add(new Range(word.to(), word.to() + 2)));
    }
    Range range = ranges.get(random.nextInt(ranges.size()));
    int at = range.from() + random.nextInt(range.to() - range.from());
    byte flipped = (byte) (log.bytesOf(record.file())[at] ^ 1 << random.nextInt(8));
    return new Hit(record.file(), at, at + 1, new byte[] {flipped}, "flipped bit");
  }

  private Hit overwrite(LogRecord record, String what) {
    int length = record.end() - record.start();
    int from = record.start() + random.nextInt(length);
    int to = from + 1 + random.nextInt(record.end() - from);
    return over(record.file(), from, to, random.nextBoolean(), what);
  }

  private Optional<Hit> block(LogRecord record, int length, boolean aligned) {
    int size = log.bytesOf(record.file()).length;
    int at = record.start() + random.nextInt(record.end() - record.start());
    int origin = log.head().originOf(record.file());
    int from = aligned ? Math.max(0, (origin + at) / length * length - origin) : at;
    int to = Math.min(size, from + length * (aligned ? 1 + random.nextInt(2) : 1));
    boolean all = from == 0 && to == size && random.nextInt(5) != 0;
    String what = (aligned ? "aligned block of " : "block of ") + (to - from);
    return all
        ? Optional.empty()
        : Optional.of(over(record.file(), from, to, random.nextInt(3) != 0, what));
  }

  private Hit over(int file, int from, int to, boolean nuls, String what) {
    byte[] with = new byte[to - from];
    if (!nuls) {
      byte[] was = log.bytesOf(file);
      random.nextBytes(with);
      for (int i = 0; i < with.length; i++) {
        // A garbled byte is another one, and a line that begins with # would be an annotation.
        if (with[i] == was[from + i] || with[i] == '#') {
          with[i] = (byte) (was[from + i] ^ 0x55);
        }
      }
    }
    return new Hit(file, from, to, with, (nuls ? "NULs: " : "garbage: ") + what);
  }

  private Hit gone(LogRecord record) {
    int from = record.start() + random.nextInt(record.end() - record.start());
    int size = log.bytesOf(record.file()).length;
    int length = 1 + random.nextInt(random.nextBoolean() ? 4 : 400);
    return new Hit(record.file(), from, Math.min(size, from + length), new byte[0], "bytes gone");
  }

  private Hit insertion(LogRecord record) {
    int from =
        random.nextBoolean()
            ? record.start()
            : record.start() + random.nextInt(record.end() - record.start());
    byte[] with = new byte[1 + random.nextInt(random.nextBoolean() ? 30 : 2000)];
    boolean nuls = random.nextBoolean();
    if (!nuls) {
      random.nextBytes(with);
      for (int i = 0; i < with.length; i++) {
        with[i] = with[i] == '#' || with[i] == '*' ? (byte) '?' : with[i];
      }
    }
    return new Hit(record.file(), from, from, with, (nuls ? "NULs" : "garbage") + " put in");
  }

  /** A lost MULTI, EXEC or SELECT. */
  private Optional<Hit> marker() {
    List<LogRecord> markers =
        log.records().stream()
            .filter(each -> each.kind() != Kind.DATA && each.kind() != Kind.ANNOTATION)
            .toList();
    if (markers.isEmpty()) {
      return Optional.empty();
    }
    LogRecord marker = markers.get(random.nextInt(markers.size()));
    String what = marker.kind() + " lost";
    return switch (random.nextInt(4)) {
      case 0 -> Optional.of(flip(marker));
      case 1 -> Optional.of(over(marker.file(), marker.start(), marker.end(), false, what));
      case 2 ->
          Optional.of(
              over(
                  marker.file(),
                  marker.start() + 1 + random.nextInt(4),
                  marker.end() - random.nextInt(4),
                  random.nextBoolean(),
                  what));
      default -> Optional.of(overwrite(marker, what));
    };
  }

  private Hit badEnd(LogRecord record) {
    int size = log.bytesOf(record.file()).length;
    int from = record.start() + random.nextInt(record.end() - record.start());
    return random.nextBoolean()
        ? new Hit(record.file(), from, size, new byte[0], "end gone")
        : over(record.file(), from, size, random.nextInt(4) != 0, "to the end");
  }

  private boolean standsAlone(Hit hit) {
    for (Hit other : hits) {
      if (other.file() == hit.file() && !separated(hit, other)) {
        return false;
      }
    }
    return true;
  }

  private boolean separated(Hit one, Hit two) {
    Hit first = one.from() <= two.from() ? one : two;
    Hit second = first == one ? two : one;
    return log.recordsOf(one.file()).stream()
        .filter(each -> each.kind() != Kind.ANNOTATION)
        .anyMatch(each -> each.start() >= first.to() && each.end() <= second.from());
  }
}
