package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.aofkit.fuzz.damage.DamagedLog;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.Fate;
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
import org.aofkit.resp.RespEncoder;

/** Values that look like commands, manifests and images. */
class AdversarialPropertyTest {
  private static final int ADVERSARIAL = 60;

  @Property(tries = 200, seed = "20261123", shrinking = ShrinkingMode.OFF)
  void valuesWhoseHeaderSurvivesAreNeverReplayed(@ForAll long seed) throws IOException {
    Effort.run(
        seed,
        (random, data) -> {
          Truth truth = behindTheHeader(random);
          boolean drop = random.nextBoolean();
          truth.log().write(data);

          Repairs.apply(data, Repairs.salvage(drop));

          assertThat(
                  Matching.differences(
                      SalvageModel.of(truth, drop), LogReading.of(data), command -> false))
              .as("%s\n%s", drop ? "drop" : "keep", truth.log())
              .isEmpty();
        });
  }

  @Property(tries = 200, seed = "20261124", shrinking = ShrinkingMode.OFF)
  void nothingIsExecutedThatIsNotInTheLogOrInADamagedCommand(@ForAll long seed) throws IOException {
    Effort.run(seed, AdversarialPropertyTest::assertNothingInvented);
  }

  private static void assertNothingInvented(Random random, Path data) throws IOException {
    LogShape shape = Effort.shape(random).withAdversarial(ADVERSARIAL);
    Truth truth = DamagedLogs.any(random, shape, 4);
    truth.log().write(data);

    Repairs.apply(data, Repairs.salvage(random.nextBoolean()));

    List<List<String>> logged = new ArrayList<>();
    StringBuilder remains = new StringBuilder();
    for (LogRecord record : truth.log().healthy().records()) {
      logged.add(truth.wordsOf(record));
      if (truth.fateOf(record) == Fate.DAMAGED) {
        remains.append(text(record.bytes())).append(text(left(truth, record)));
      }
    }
    for (Executed command : LogReading.of(data)) {
      if (!logged.contains(command.words())) {
        assertThat(remains.toString()).as("%s", truth.log()).contains(framed(command));
      }
    }
  }

  /** The bytes from where a damaged record was up to the next one that is not. */
  private static byte[] left(Truth truth, LogRecord record) {
    byte[] file = truth.log().bytesOf(record.file());
    int to =
        truth.log().healthy().recordsOf(record.file()).stream()
            .filter(each -> each.start() > record.start())
            .filter(each -> truth.fateOf(each) != Fate.DAMAGED)
            .mapToInt(each -> truth.log().place(each.file(), each.start()))
            .findFirst()
            .orElse(file.length);
    int from = Math.min(to, truth.log().place(record.file(), record.start()));
    return Arrays.copyOfRange(file, from, to);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String framed(Executed command) {
    byte[][] words =
        command.words().stream()
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    return text(RespEncoder.command(words));
  }

  /**
   * A log of adversarial values in which damage begins behind such a value's beginning, at the
   * earliest at its last byte, and runs over what follows.
   */
  private static Truth behindTheHeader(Random random) {
    while (true) {
      LogShape shape = Effort.shape(random).withAdversarial(ADVERSARIAL);
      HealthyLog healthy = HealthyLogs.any(random, shape);
      List<LogRecord> victims =
          healthy.records().stream()
              .filter(each -> each.kind() == Kind.DATA && each.words().size() == 3)
              .toList();
      if (victims.isEmpty()) {
        continue;
      }
      LogRecord victim = victims.get(random.nextInt(victims.size()));
      int size = healthy.bytesOf(victim.file()).length;
      int from = victim.arguments().get(2).to() - random.nextInt(2);
      int to = Math.min(size, victim.end() + 1 + random.nextInt(120));
      byte[] with = new byte[to - from];
      if (random.nextBoolean()) {
        Arrays.fill(with, (byte) '?');
      }
      Hit hit = new Hit(victim.file(), from, to, with, "behind an adversarial value");
      Optional<Truth> truth = DamagedLogs.truth(new DamagedLog(healthy, List.of(hit)));
      if (truth.isPresent() && onlyPlainIsDamaged(truth.get(), victim)) {
        return truth.get();
      }
    }
  }

  /** What else is damaged must not hold fakes: their headers are gone. */
  private static boolean onlyPlainIsDamaged(Truth truth, LogRecord victim) {
    return truth.log().healthy().records().stream()
        .filter(each -> truth.fateOf(each) == Fate.DAMAGED && !each.equals(victim))
        .noneMatch(
            each -> each.words().stream().anyMatch(word -> word.matches("(?s).*[*$#\u00fa].*")));
  }
}
