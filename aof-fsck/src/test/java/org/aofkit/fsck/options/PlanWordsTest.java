package org.aofkit.fsck.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.aofkit.repair.AmbiguousDatabase;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.PointInTime;
import org.aofkit.repair.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of a plan mean. */
class PlanWordsTest {
  private static PlanOptions options(String... words) throws UsageException {
    List<String> all = new java.util.ArrayList<>(List.of(words));
    all.add("/data");
    return ArgumentParser.parse(Command.REPAIR, all, Map.of()).planOptions();
  }

  @Test
  void withoutAWordNothingIsGivenUp() throws Exception {
    assertThat(options()).isEqualTo(PlanOptions.safe());
    assertThat(PlanWords.of(PlanOptions.safe())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "17b, 17",
    "2k, 2000",
    "2K, 2000",
    "2kb, 2048",
    "2KB, 2048",
    "3m, 3000000",
    "1mb, 1048576",
    "1g, 1000000000",
    "1GB, 1073741824"
  })
  void bytesHaveTheUnitsOfTheServers(String text, long bytes) throws Exception {
    assertThat(options("--max-loss", text).maxLoss()).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "k", "1t", "1.5k", "9999999999999999999", "9999999999gb", "1 k"})
  void whatIsNoNumberOfBytesIsAMistake(String text) {
    assertThatThrownBy(() -> options("--max-loss=" + text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--max-loss");
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000",
    "2023-11-14T22:13:20Z, 1700000000",
    "2023-11-14T23:13:20+01:00, 1700000000",
    "2023-11-14T22:13:20.9Z, 1700000000"
  })
  void timesAreUnixSecondsOrHaveAZone(String text, long seconds) throws Exception {
    assertThat(options("--until", text).until()).contains(new PointInTime.Timestamp(seconds));
  }

  @Test
  void placesAreAFileAndAnOffset() throws Exception {
    assertThat(options("--until", "a:b.incr.aof:17").until())
        .contains(new PointInTime.Place("a:b.incr.aof", 17));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-11-14T22:13:20",
        "2023-11-14 22:13:20",
        "2023-11-14",
        "1700000000000",
        "x",
        "a:",
        ":17",
        "a:-1",
        "yesterday"
      })
  void whatIsNoPointIsAMistake(String text) {
    assertThatThrownBy(() -> options("--until", text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--until");
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    PlanOptions all =
        PlanOptions.of(Policy.PREFIX)
            .with(AmbiguousDatabase.KEEP)
            .withMaxLoss(99)
            .withAcceptedLoss()
            .assuming(4)
            .until(new PointInTime.Timestamp(17))
            .withCleanLeftovers();

    assertThat(options(PlanWords.of(all).strip().split(" "))).isEqualTo(all);
    assertThat(PlanWords.of(PlanOptions.safe().until(new PointInTime.Place("it's", 3))))
        .isEqualTo(" --until 'it'\\''s:3'");
  }
}
