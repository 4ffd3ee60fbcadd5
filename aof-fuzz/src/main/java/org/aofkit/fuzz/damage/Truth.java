package org.aofkit.fuzz.damage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aofkit.command.CommandTable;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.aofkit.fuzz.reference.ReferenceFrame;
import org.aofkit.fuzz.reference.ReferenceParser;
import org.aofkit.resp.RespQuirk;

/** What has become of each record of a damaged log. */
public final class Truth {
  private static final int LONGEST_LINE = 1023;
  private final DamagedLog log;
  private final List<ReferenceParser> parsers = new ArrayList<>();
  private final List<byte[]> files = new ArrayList<>();
  private final Map<LogRecord, Fate> fates = new HashMap<>();
  private final Map<LogRecord, List<String>> words = new HashMap<>();
  private final Set<LogRecord> otherNames = new HashSet<>();
  private final Set<LogRecord> stillNamed = new HashSet<>();

  /**
   * Looks at every record.
   *
   * @throws UndetectableException if a damage can't be seen for what it is
   */
  public Truth(DamagedLog log) {
    this.log = log;
    for (int file = 0; file < log.healthy().files(); file++) {
      byte[] bytes = log.bytesOf(file);
      files.add(bytes);
      parsers.add(new ReferenceParser(bytes));
      // From the end, since the fate of what follows decides how an odd line end is read.
      List<LogRecord> records = log.healthy().recordsOf(file);
      LogRecord next = null;
      for (int i = records.size() - 1; i >= 0; i--) {
        fates.put(records.get(i), fate(records.get(i), next));
        next = records.get(i);
      }
    }
  }

  /** The log. */
  public DamagedLog log() {
    return log;
  }

  /** What became of a record. */
  public Fate fateOf(LogRecord record) {
    return fates.getOrDefault(record, Fate.INTACT);
  }

  /** The words of a record as they are now; only of one that is not damaged. */
  public List<String> wordsOf(LogRecord record) {
    return words.getOrDefault(record, record.words());
  }

  /**
   * Whether all that is wrong with a record is its name, which no server knows, and line ends that
   * nobody looks at, and it has more words than SELECT, MULTI and EXEC have.
   */
  boolean hasOtherName(LogRecord record) {
    return otherNames.contains(record);
  }

  /** Whether a damaged record still has its name, and all its arguments in their sizes. */
  boolean isStillNamed(LogRecord record) {
    return stillNamed.contains(record);
  }

  private Fate fate(LogRecord record, LogRecord next) {
    List<Hit> hits = log.hits().stream().filter(hit -> hit.touches(record)).toList();
    if (hits.isEmpty()) {
      return Fate.INTACT;
    }
    if (record.kind() == Kind.ANNOTATION) {
      return annotation(record, hits);
    }
    if (!begins(record)) {
      return goneFrom(record, hits.get(0));
    }
    return judged(record, next, hits.get(hits.size() - 1));
  }

  private Fate goneFrom(LogRecord record, Hit hit) {
    boolean wholeRecords = isBoundary(hit.file(), hit.from()) && isBoundary(hit.file(), hit.to());
    if (hit.with().length == 0 && wholeRecords && hit.to() < size(hit.file())) {
      throw new UndetectableException("whole records are gone");
    }
    if (hit.with().length == 0 && isBoundary(hit.file(), hit.from()) && endsBehindACount(hit)) {
      throw new UndetectableException("arguments without a count may be of the command in front");
    }
    return Fate.DAMAGED;
  }

  private boolean endsBehindACount(Hit hit) {
    return log.healthy().recordsOf(hit.file()).stream()
        .filter(each -> each.kind() != Kind.ANNOTATION)
        .anyMatch(each -> each.headers().get(0).to() == hit.to());
  }

  private boolean isBoundary(int file, int at) {
    return at == size(file)
        || log.healthy().recordsOf(file).stream().anyMatch(each -> each.start() == at);
  }

  private int size(int file) {
    List<LogRecord> records = log.healthy().recordsOf(file);
    return records.isEmpty() ? 0 : records.get(records.size() - 1).end();
  }

  /**
   * An annotation line that lost its end goes on into what follows, and one that has grown beyond
   * what servers read as a line is damaged from there on: left out of the tests.
   */
  private Fate annotation(LogRecord record, List<Hit> hits) {
    boolean inside =
        hits.stream()
            .allMatch(
                hit ->
                    hit.from() > record.start()
                        && hit.to() <= record.end() - 2
                        && !contains(hit.with(), '\n'));
    boolean whole =
        hits.stream().allMatch(hit -> hit.from() <= record.start() && hit.to() >= record.end());
    int length = placeOfEnd(record) - place(record);
    if (!inside && !whole || inside && length > LONGEST_LINE) {
      throw new UndetectableException("part of an annotation");
    }
    return inside ? Fate.ALTERED : Fate.DAMAGED;
  }

  private static boolean contains(byte[] bytes, char wanted) {
    for (byte b : bytes) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }

  /** A record whose first byte is still there. */
  private Fate judged(LogRecord record, LogRecord next, Hit last) {
    ReferenceFrame frame = parsers.get(record.file()).frameAt(place(record));
    requireBelievable(record, frame, last);
    if (frame.outcome() != ReferenceFrame.Outcome.COMMAND) {
      return Fate.DAMAGED;
    }
    List<String> now = wordsOf(frame, files.get(record.file()));
    boolean clean = (frame.quirks() & RespQuirk.BAD_TERMINATOR) == 0;
    boolean sameName = now.get(0).equalsIgnoreCase(record.words().get(0));
    if (!sameName && now.get(0).contains(".")) {
      throw new UndetectableException("a command of a module, whose names have a point");
    }
    boolean whole =
        last.to() <= record.end()
            && sameSizes(now, record.words())
            && frame.end() == placeOfEnd(record);
    if (!whole) {
      if (sameName) {
        stillNamed.add(record);
      }
      return otherCommand(record, frame, clean && isKnown(now.get(0)));
    }
    if (!sameName) {
      if (isKnown(now.get(0))) {
        throw new UndetectableException("another command");
      }
      if (now.size() > 2 && (clean || isFollowed(record, next, last))) {
        otherNames.add(record);
      }
      return Fate.DAMAGED;
    }
    if (!clean && !isFollowed(record, next, last)) {
      stillNamed.add(record);
      return Fate.DAMAGED;
    }
    if (record.kind() != Kind.DATA && !now.equals(record.words())) {
      throw new UndetectableException("another " + record.kind());
    }
    words.put(record, now);
    return Fate.ALTERED;
  }

  /** A record that reads as a command of other arguments. */
  private Fate otherCommand(LogRecord record, ReferenceFrame frame, boolean valid) {
    boolean endsWhereOneBegins =
        frame.end() == files.get(record.file()).length
            || log.healthy().recordsOf(record.file()).stream()
                .anyMatch(each -> begins(each) && place(each) == frame.end());
    if (valid || endsWhereOneBegins) {
      throw new UndetectableException("a command of other arguments");
    }
    return Fate.DAMAGED;
  }

  /**
   * A length that reaches into another damage, or to the end of the file, and over intact records
   * cannot be told from a true one whose value is damaged or cut.
   */
  private void requireBelievable(LogRecord record, ReferenceFrame frame, Hit last) {
    long reach = 0;
    for (ReferenceFrame.Argument argument : frame.arguments()) {
      reach = Math.max(reach, argument.offset() + argument.length());
    }
    if (reach >= files.get(record.file()).length && last.to() < size(record.file())) {
      throw new UndetectableException("a length reaches to the end of the file");
    }
    for (Hit hit : log.hitsOf(record.file())) {
      int begin = beginOf(hit);
      if (hit.from() >= last.to() && hit.from() >= record.end() && begin <= reach) {
        throw new UndetectableException("a length reaches into another damage");
      }
    }
  }

  /**
   * Where a damage begins: with the first record that it touches, if that still begins. A length
   * that ends in the sound head of a damaged record looks like that of a value which was
   * overwritten from its end on, together with what follows: no whole command carries on past that
   * end.
   */
  private int beginOf(Hit hit) {
    return log.healthy().recordsOf(hit.file()).stream()
        .filter(each -> hit.touches(each) && begins(each))
        .mapToInt(this::place)
        .reduce(log.placeOf(hit), Math::min);
  }

  private int place(LogRecord record) {
    return log.place(record.file(), record.start());
  }

  /** Whether the first byte is still there. */
  private boolean begins(LogRecord record) {
    return log.hitsOf(record.file()).stream()
        .noneMatch(hit -> hit.from() <= record.start() && hit.to() > record.start());
  }

  /** Where a record ends now, without what was put in behind it. */
  private int placeOfEnd(LogRecord record) {
    int place = place(record) + record.end() - record.start();
    for (Hit hit : log.hits()) {
      place += hit.touches(record) ? hit.shift() : 0;
    }
    return place;
  }

  /** Whether reading goes on behind a record with an odd line end. */
  private boolean isFollowed(LogRecord record, LogRecord next, Hit last) {
    boolean putInBehind =
        log.hitsOf(record.file()).stream()
            .anyMatch(hit -> hit.from() == record.end() && hit.to() == record.end());
    if (next == null || putInBehind) {
      if (last.isNuls() && last.to() == record.end()) {
        throw new UndetectableException("NULs up to the end of a last value");
      }
      return next == null && !putInBehind;
    }
    return fateOf(next) != Fate.DAMAGED;
  }

  private static boolean sameSizes(List<String> now, List<String> then) {
    if (now.size() != then.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i).length() != then.get(i).length()) {
        return false;
      }
    }
    return true;
  }

  static List<String> wordsOf(ReferenceFrame frame, byte[] file) {
    List<String> words = new ArrayList<>();
    for (ReferenceFrame.Argument argument : frame.arguments()) {
      words.add(
          LogRecord.latin1(file)
              .substring((int) argument.offset(), (int) (argument.offset() + argument.length())));
    }
    return words;
  }

  private static boolean isKnown(String name) {
    byte[] bytes = LogRecord.latin1(name.toUpperCase(Locale.ROOT));
    return CommandTable.standard().lookup(ByteBuffer.wrap(bytes), 0, bytes.length) >= 0;
  }
}
