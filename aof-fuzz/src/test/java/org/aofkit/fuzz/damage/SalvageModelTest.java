package org.aofkit.fuzz.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the model says of damages whose answer is plain. */
class SalvageModelTest {
  private final List<LogRecord> records = new ArrayList<>();
  private final List<Hit> hits = new ArrayList<>();
  private int database;
  private int transaction = -1;
  private int transactions;
  private int file;

  @TempDir Path folder;

  /** Adds records: {@code S5} selects, {@code M} and {@code E} open and close, others are SETs. */
  private SalvageModelTest log(String... names) {
    for (String name : names) {
      switch (name.charAt(0)) {
        case 'S' -> {
          database = Integer.parseInt(name.substring(1));
          add(Kind.SELECT, "SELECT", name.substring(1));
        }
        case 'M' -> {
          transaction = transactions++;
          add(Kind.MULTI, "MULTI");
        }
        case 'E' -> {
          add(Kind.EXEC, "EXEC");
          transaction = -1;
        }
        default -> add(Kind.DATA, "SET", name, "value of " + name);
      }
    }
    return this;
  }

  private SalvageModelTest nextFile() {
    file++;
    return this;
  }

  private void add(Kind kind, String... words) {
    int start =
        records.stream()
            .filter(each -> each.file() == file)
            .mapToInt(LogRecord::end)
            .max()
            .orElse(0);
    records.add(new LogRecord(file, start, kind, database, transaction, List.of(words)));
  }

  private LogRecord record(int index) {
    return records.get(index);
  }

  /** Garbage over the head of a record. */
  private SalvageModelTest garbled(int index) {
    return hit(index, 0, 4, "????");
  }

  private SalvageModelTest hit(int index, int from, int to, String with) {
    LogRecord record = record(index);
    hits.add(
        new Hit(
            record.file(),
            record.start() + from,
            record.start() + to,
            with.getBytes(StandardCharsets.ISO_8859_1),
            "test"));
    return this;
  }

  private DamagedLog log() {
    return new DamagedLog(new HealthyLog(file + 1, false, records), hits);
  }

  /** Names and databases of what is to be left; those that may go in brackets. */
  private String left(boolean drop) {
    List<String> names = new ArrayList<>();
    for (Expected each : SalvageModel.of(new Truth(log()), drop)) {
      String name = each.words().get(each.words().size() == 1 ? 0 : 1) + "@" + each.database();
      names.add(each.must() ? name : "(" + name + ")");
    }
    return String.join(" ", names);
  }

  @Test
  void allIsLeftOfAHealthyLog() {
    assertThat(log("S0", "a", "M", "b", "E", "S5", "c").left(true))
        .isEqualTo("a@0 MULTI@0 b@0 EXEC@0 c@5");
  }

  @Test
  void oneGarbledCommandCostsItselfWhereThereIsOneDatabase() {
    assertThat(log("S5", "a", "b", "c").garbled(2).left(true)).isEqualTo("a@5 c@5");
  }

  @Test
  void commandsUpToTheNextSelectGoWhereThereAreSeveralDatabases() {
    log("S0", "a", "b", "c", "S5", "d").garbled(2);

    assertThat(left(true)).isEqualTo("a@0 d@5");
    assertThat(left(false)).isEqualTo("a@0 c@0 d@5");
  }

  @Test
  void lostSelectLeavesTheLastKnownDatabase() {
    log("S0", "a", "S5", "b", "S1", "c").garbled(2);

    assertThat(left(true)).isEqualTo("a@0 c@1");
    assertThat(left(false)).isEqualTo("a@0 b@0 c@1");
  }

  @Test
  void lostHeadOfALaterFileGoesOnInTheDatabaseOfTheFileBefore() {
    log("S0", "x", "S5", "a").nextFile().log("S0", "b", "S1", "c").garbled(4);

    assertThat(left(true)).isEqualTo("x@0 a@5 c@1");
    assertThat(left(false)).isEqualTo("x@0 a@5 b@5 c@1");
  }

  @Test
  void transactionThatLostItsMultiGoesThroughExec() {
    assertThat(log("S0", "a", "M", "b", "c", "E", "d").garbled(2).left(true)).isEqualTo("a@0 d@0");
  }

  @Test
  void transactionThatLostItsExecGoesUpToTheGap() {
    assertThat(log("S0", "a", "M", "b", "E", "d").garbled(4).left(true)).isEqualTo("a@0 d@0");
  }

  @Test
  void transactionWithALostCommandGoesWhole() {
    assertThat(log("S0", "a", "M", "b", "c", "d", "E", "e").garbled(4).left(true))
        .isEqualTo("a@0 e@0");
  }

  @Test
  void nothingShowsWhetherCommandsBetweenTwoGapsBelongToTheTransaction() {
    assertThat(log("S0", "M", "b", "c", "d", "e", "f", "E", "g").garbled(3).garbled(7).left(true))
        .isEqualTo("(d@0) (e@0) (f@0) g@0");
  }

  @Test
  void execBehindTheSecondOfTwoGapsShowsThatWhatIsBetweenBelongsToTheTransaction() {
    assertThat(log("S0", "M", "b", "c", "d", "e", "f", "E", "g").garbled(3).garbled(5).left(true))
        .isEqualTo("g@0");
  }

  @Test
  void nulsPutInBetweenCommandsCostNothing() {
    log("S0", "a", "S5", "b").hit(3, 0, 0, "\0".repeat(100));

    assertThat(left(true)).isEqualTo("a@0 b@5");
  }

  @Test
  void nulsAtABlockBorderMayBeALostBlock() {
    log("S0").add(Kind.DATA, "SET", "k", "x".repeat(461));
    log("b", "S5", "c");
    assertThat(record(2).start()).isEqualTo(512);

    hit(2, 0, 0, "\0".repeat(100));

    assertThat(left(true)).isEqualTo("k@0 c@5");
    assertThat(left(false)).isEqualTo("k@0 b@0 c@5");
  }

  @Test
  void changedBytesOfAValueAreNotSeen() {
    log("S0", "a", "b").hit(1, 25, 27, "XY");

    assertThat(new Truth(log()).fateOf(record(1))).isEqualTo(Fate.ALTERED);
    assertThat(SalvageModel.of(new Truth(log()), true).get(0).words()).contains("XYlue of a");
  }

  @Test
  void valueThatIsOneByteShortSwallowsTheLineEnd() {
    log("S0", "a", "b").hit(1, 30, 31, "");

    assertThat(new Truth(log()).fateOf(record(1))).isEqualTo(Fate.DAMAGED);
    assertThat(new Truth(log()).fateOf(record(2))).isEqualTo(Fate.INTACT);
  }

  @Test
  void anotherValidCommandIsNoTest() {
    // ZADD with its first letter two bits off is XADD.
    log("S0").add(Kind.DATA, "ZADD", "z", "1", "a", "2");
    hit(1, 8, 9, "X");

    assertThatThrownBy(() -> new Truth(log())).isInstanceOf(UndetectableException.class);
  }

  @Test
  void everyKindOfDamageIsThoughtOf() throws Exception {
    Map<String, Integer> seen = new HashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      Truth truth = DamagedLogs.any(random, LogShape.plain(3, 15, 3), 3);
      truth
          .log()
          .hits()
          .forEach(hit -> seen.merge(hit.what().replaceAll("[0-9]+", "N"), 1, Integer::sum));
      truth
          .log()
          .healthy()
          .records()
          .forEach(each -> seen.merge(each.kind() + " " + truth.fateOf(each), 1, Integer::sum));
    }

    assertThat(seen.keySet()).hasSizeGreaterThan(15);
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < 50; i++) {
      HealthyLog healthy = HealthyLogs.any(random, LogShape.plain(3, 15, 3).withAdversarial(30));
      DamagedLog log = new DamagedLog(healthy, List.of());
      Path data = folder.resolve("set" + i);
      log.write(data);

      assertThat(
              Matching.differences(
                  SalvageModel.of(new Truth(log), true), LogReading.of(data), each -> false))
          .isEmpty();
    }
  }
}
