package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.fuzz.damage.DamagedLog;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.HealthyLog;
import org.aofkit.fuzz.damage.HealthyLogs;
import org.aofkit.fuzz.damage.Hit;
import org.aofkit.fuzz.damage.LogReading;
import org.aofkit.fuzz.damage.LogRecord;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.aofkit.fuzz.damage.LogShape;
import org.aofkit.fuzz.damage.Matching;
import org.aofkit.fuzz.damage.SalvageModel;
import org.aofkit.fuzz.damage.Truth;

/**
 * A command whose first part ends one incr file and whose rest begins the next, which then goes on
 * without a SELECT: no byte of it is lost, and neither it nor what follows may be.
 */
class SplitPropertyTest {

  /** The split set, and the truth of the same set without the split. */
  private record Split(DamagedLog log, Truth truth) {}

  @Property(tries = 120, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void splitCommandsAreJoinedAndNothingBehindThemIsLost(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Split split = split(random);
          boolean drop = random.nextBoolean();
          split.log().write(data);

          Repairs.apply(data, Repairs.salvage(drop));

          assertThat(
                  Matching.differences(
                      SalvageModel.of(split.truth(), drop), LogReading.of(data), each -> false))
              .as("%s\n%s", drop ? "drop" : "keep", split.log())
              .isEmpty();
        });
  }

  private static Split split(Random random) {
    LogShape shape = LogShape.plain(4, 8, random.nextBoolean() ? 1 : 3).withContinuedFiles();
    while (true) {
      HealthyLog healthy = HealthyLogs.any(random, shape);
      int file = random.nextInt(healthy.files());
      if (!canBeSplit(healthy, file)) {
        continue;
      }
      List<Hit> others = List.of();
      Optional<Truth> truth = DamagedLogs.truth(new DamagedLog(healthy, others));
      if (truth.isPresent()) {
        return new Split(
            new DamagedLog(healthy, withSplit(random, healthy, file, others)), truth.get());
      }
    }
  }

  /**
   * Whether a file ends in a command of its own, and the next one goes on without a SELECT. The
   * file itself may go on without one too, and hold nothing but that command.
   */
  private static boolean canBeSplit(HealthyLog healthy, int file) {
    if (file + 1 >= healthy.files() || (healthy.commandBase() && file == 0)) {
      return false;
    }
    List<LogRecord> records = healthy.recordsOf(file);
    LogRecord last = records.get(records.size() - 1);
    return last.kind() == Kind.DATA
        && last.isAlone()
        && healthy.recordsOf(file + 1).get(0).kind() != Kind.SELECT;
  }

  private static List<Hit> withSplit(
      Random random, HealthyLog healthy, int file, List<Hit> others) {
    List<LogRecord> records = healthy.recordsOf(file);
    LogRecord last = records.get(records.size() - 1);
    int cut = 1 + random.nextInt(last.end() - last.start() - 1);
    byte[] bytes = last.bytes();
    byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);
    List<Hit> hits = new ArrayList<>(others);
    hits.add(new Hit(file, last.start() + cut, last.end(), new byte[0], "split"));
    hits.add(new Hit(file + 1, 0, 0, rest, "rest of the split command"));
    hits.sort(Comparator.comparingInt(Hit::file).thenComparingInt(Hit::from));
    return hits;
  }
}
