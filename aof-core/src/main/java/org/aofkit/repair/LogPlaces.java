package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Damage;
import org.aofkit.check.FileReport;
import org.aofkit.check.Report;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.io.FileSources;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.jspecify.annotations.Nullable;

/**
 * The listed files of a report in load order, as a plan looks at them: where the commands of each
 * begin, and which of its bytes are damaged. Files are opened when they are asked for.
 */
final class LogPlaces {
  private final Report report;
  private final CheckOptions check;
  private final Map<Integer, Optional<RdbImage>> images = new HashMap<>();

  /** A range of a file that is not read as commands; {@code end} is the first byte behind. */
  record Range(long start, long end) {}

  LogPlaces(Report report, CheckOptions check) {
    this.report = report;
    this.check = check;
  }

  /** Whether the log is a plain dump. */
  boolean isDump() {
    return report.set().start() == AofSet.Start.DUMP;
  }

  /** How many files the log has. */
  int count() {
    return report.set().log().size();
  }

  SetFile file(int index) {
    return report.set().log().get(index);
  }

  String name(int index) {
    return file(index).name().toString();
  }

  /** Whether a regular file lies there. */
  boolean isThere(int index) {
    return file(index).state() == SetFile.State.FILE;
  }

  /** The place of a file in load order; -1 for one that is not in the log. */
  int indexOf(Path path) {
    for (int i = 0; i < count(); i++) {
      if (file(i).path().equals(path)) {
        return i;
      }
    }
    return -1;
  }

  /** How often the manifest lists a file. */
  int timesListed(int index) {
    int times = 0;
    for (SetFile each : report.set().log()) {
      times += each.path().equals(file(index).path()) ? 1 : 0;
    }
    return times;
  }

  /** What the check said of the file. */
  FileReport reportOf(int index) {
    SetFile file = file(index);
    for (FileReport each : report.files()) {
      if (each.name().equals(file.name().toString()) && each.type() == file.type()) {
        return each;
      }
    }
    throw new IllegalStateException("no report of " + file.path());
  }

  /**
   * Whether the commands of a file were appended one by one: those of an incr, and of the single
   * file of a server before 7.0, also where a manifest lists it as base since. A base that a
   * rewrite made is a state as a whole, and no state without its end.
   */
  boolean isAppended(int index) {
    FileName name = file(index).name();
    boolean rewritten = name.endsWith(".base.aof") || name.endsWith(".base.rdb");
    return file(index).type() != FileType.BASE || !rewritten;
  }

  /** The RDB image at the head of a file; null without one. */
  @Nullable RdbImage image(int index) throws IOException {
    Optional<RdbImage> known = images.get(index);
    if (known == null) {
      known = Optional.ofNullable(readImage(index));
      images.put(index, known);
    }
    return known.orElse(null);
  }

  private @Nullable RdbImage readImage(int index) throws IOException {
    if (!isThere(index) || file(index).size() == 0) {
      return null;
    }
    try (ByteSource source = FileSources.open(file(index).path(), check.ioMode())) {
      return RdbStepper.looksLikeRdb(source, 0)
          ? RdbStepper.step(source, 0, RdbOptions.forAof())
          : null;
    }
  }

  /**
   * Where the commands of a file begin: behind its RDB image, or behind the rest of a split one.
   */
  long start(int index) throws IOException {
    for (Damage damage : report.damages()) {
      if (damage instanceof Damage.SplitCommand split
          && split.nextFile().equals(file(index).path())) {
        return split.restLength();
      }
    }
    RdbImage image = image(index);
    return image == null ? 0 : image.end();
  }

  /**
   * The damaged ranges of a file with something behind them, in ascending order; they may overlap.
   */
  List<Range> damaged(int index) {
    List<Range> ranges = new ArrayList<>();
    for (Damage damage : report.damages()) {
      boolean inside =
          damage.offset() >= 0
              && damage.length() > 0
              && damage.offset() + damage.length() < file(index).size();
      if (inside && damage.file().equals(file(index).path())) {
        ranges.add(new Range(damage.offset(), damage.offset() + damage.length()));
      }
    }
    ranges.sort(Comparator.comparingLong(Range::start));
    return ranges;
  }

  /**
   * Where in the torn value that a file ends in bytes begin that look like commands; -1 without.
   */
  long island(int index) {
    for (Damage damage : report.damages()) {
      if (damage instanceof Damage.BadTail tail && tail.file().equals(file(index).path())) {
        return tail.island();
      }
    }
    return -1;
  }

  /** A walk over the commands of a file. */
  LogWalk walk(int index, long from) throws IOException {
    return new LogWalk(file(index).path(), check, from, damaged(index));
  }
}
