package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.Fate;
import org.aofkit.fuzz.damage.Hit;
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.LogRecord;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.aofkit.fuzz.damage.Truth;

/**
 * One bad region costs at most the transactions it touches, and with {@code drop} the commands up
 * to the next SELECT. Said without the model: what is not there must have an excuse.
 */
class OneRegionPropertyTest {

  @Property(tries = 150, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void oneRegionCostsAtMostTheTransactionsItTouches(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = Effort.plain(random, 1);
          boolean drop = random.nextBoolean();
          truth.log().write(data);

          Repairs.apply(data, Repairs.salvage(drop));

          List<List<String>> left = new ArrayList<>();
          for (Executed command : LogReading.of(data)) {
            left.add(command.words());
          }
          Set<LogRecord> excused = excused(truth, drop);
          for (LogRecord record : truth.log().healthy().records()) {
            if (record.kind() == Kind.DATA && !excused.contains(record)) {
              assertThat(left).as("%s", truth.log()).contains(truth.wordsOf(record));
            }
          }
        });
  }

  private static Set<LogRecord> excused(Truth truth, boolean drop) {
    Hit hit = truth.log().hits().get(0);
    Set<LogRecord> excused = new HashSet<>();
    Set<Integer> transactions = new HashSet<>();
    boolean behind = false;
    LogRecord before = null;
    for (LogRecord record : truth.log().healthy().recordsOf(hit.file())) {
      boolean lost = truth.fateOf(record) == Fate.DAMAGED;
      if (lost || (before != null && before.end() == hit.from() && hit.from() == hit.to())) {
        behind = true;
        transactions.add(record.transaction());
      }
      if (record.kind() == Kind.SELECT && !lost) {
        behind = false;
      }
      if (lost || (drop && behind)) {
        excused.add(record);
      }
      before = record;
    }
    transactions.remove(-1);
    for (LogRecord record : truth.log().healthy().records()) {
      if (transactions.contains(record.transaction())) {
        excused.add(record);
      }
    }
    return excused;
  }
}
