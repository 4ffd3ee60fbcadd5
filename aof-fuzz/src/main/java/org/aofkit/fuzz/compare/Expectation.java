package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.aofkit.fuzz.compare.ComparedCase.Kind;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.Expected;
import org.aofkit.fuzz.damage.Fate;
import org.aofkit.fuzz.damage.Head;
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.LogRecord;
import org.aofkit.fuzz.damage.Matching;
import org.aofkit.fuzz.damage.SalvageModel;
import org.aofkit.fuzz.damage.Truth;
import org.aofkit.fuzz.rdb.ImageKeys;
import org.aofkit.fuzz.rdb.SpotDamage;
import org.aofkit.fuzz.server.DataSet;

/** What a case of known truth must hold, judged by a server that was sent the commands. */
final class Expectation {
  private final ComparedCase compared;
  private final Truth truth;
  private final Standing judge;
  private final Head head;

  /** What all intact commands and the whole image make. */
  private final DataSet intact;

  Expectation(ComparedCase compared, Standing judge) throws IOException {
    this.compared = compared;
    this.truth = compared.truthOrThrow();
    this.judge = judge;
    this.head = truth.log().healthy().head();
    this.intact = judge.made(head.image(), untouched(record -> true));
  }

  /**
   * Commands that no damage has touched, but for those of transactions that lost a part.
   *
   * @param isWanted which of them
   */
  private List<Executed> untouched(Predicate<LogRecord> isWanted) {
    Set<Integer> broken = new HashSet<>();
    for (LogRecord record : truth.log().healthy().records()) {
      if (isGone(record)) {
        broken.add(record.transaction());
      }
    }
    broken.remove(-1);
    List<Executed> commands = new ArrayList<>();
    for (LogRecord record : truth.log().healthy().records()) {
      boolean data = record.kind() == LogRecord.Kind.DATA && isWanted.test(record);
      if (data && !isGone(record) && !broken.contains(record.transaction())) {
        commands.add(new Executed(record.database(), truth.wordsOf(record)));
      }
    }
    return commands;
  }

  private boolean isGone(LogRecord record) {
    return truth.fateOf(record) == Fate.DAMAGED || record.file() == compared.lostFile();
  }

  /** How many keys and function libraries could be kept at most. */
  long recoverable() {
    long all = intact.keys() + intact.functions().size();
    SpotDamage spot = compared.spot();
    if (spot == null) {
      return all;
    }
    long hit =
        Stream.concat(
                ImageKeys.of(head.image()).keys().stream(),
                ImageKeys.librariesOf(head.image()).stream())
            .filter(each -> each.overlaps(spot.from(), spot.to()))
            .count();
    return all - hit;
  }

  /** How many of them a server holds, each with its value, in its database. */
  long kept(DataSet held) {
    long kept = held.functions().stream().filter(intact.functions()::contains).count();
    for (var database : held.databases().entrySet()) {
      Map<String, DataSet.Entry> wanted =
          intact.databases().getOrDefault(database.getKey(), new TreeMap<>());
      kept +=
          database.getValue().entrySet().stream()
              .filter(key -> key.getValue().equals(wanted.get(key.getKey())))
              .count();
    }
    return Math.min(kept, recoverable());
  }

  /** What is wrong with what a server holds behind a salvage or a safe repair. */
  List<String> wrong(DataSet held, Path dir, boolean drop) throws IOException {
    if (compared.kind() == Kind.LOG) {
      return held.diff(judge.made(head.image(), required(dir, drop)));
    }
    if (compared.spot() == null) {
      return compared.lostFile() < 0 ? held.diff(intact) : List.of();
    }
    // With "keep", keys whose database is lost stay in the one that was selected last.
    return drop ? held.diff(withoutGone(intact, held)) : List.of();
  }

  /**
   * Whether what is missing are the commands in an RDB base whose image lost its end. No server
   * writes commands there, and salvage takes them for a part of what is lost: a gap that is
   * counted.
   */
  boolean isKnownGap(DataSet held) throws IOException {
    SpotDamage spot = compared.spot();
    boolean isInBase = head.place() == Head.Place.PREAMBLE;
    if (spot == null || !isInBase || spot.to() < head.image().length) {
      return false;
    }
    DataSet rest = judge.made(head.image(), untouched(record -> record.file() > 0));
    return held.diff(withoutGone(rest, held)).isEmpty();
  }

  /**
   * Keys and libraries of a damaged image may go; keys have names of their own, a word in front of
   * a colon.
   */
  private static DataSet withoutGone(DataSet wanted, DataSet held) {
    DataSet left = wanted;
    for (var database : wanted.databases().entrySet()) {
      Map<String, DataSet.Entry> there =
          held.databases().getOrDefault(database.getKey(), new TreeMap<>());
      List<String> gone =
          database.getValue().keySet().stream()
              .filter(name -> name.matches("[a-z]{3,}:\\d+") && !there.containsKey(name))
              .toList();
      left = left.without(database.getKey(), gone);
    }
    List<String> libraries =
        wanted.functions().stream().filter(held.functions()::contains).toList();
    return new DataSet(left.databases(), libraries);
  }

  /** What had to be kept; where the model leaves it open, what was. */
  private List<Executed> required(Path dir, boolean drop) throws IOException {
    List<Expected> expected = SalvageModel.of(truth, drop);
    List<Executed> left = LogReading.of(dir, head);
    if (Matching.differences(expected, left, command -> false).isEmpty()) {
      return left;
    }
    return expected.stream().filter(Expected::must).map(Expected::executed).toList();
  }
}
