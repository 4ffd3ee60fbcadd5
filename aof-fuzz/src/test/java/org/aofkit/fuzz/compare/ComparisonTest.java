package org.aofkit.fuzz.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Generated and damaged directories start on real servers as predicted, and hold behind a repair
 * what could be kept. More of them, and others: {@code -Daofkit.comparison.directories=2000
 * -Daofkit.comparison.first=100000}. A disagreement names its number.
 */
class ComparisonTest {
  private static final int DIRECTORIES = Integer.getInteger("aofkit.comparison.directories", 500);
  private static final long FIRST = Long.getLong("aofkit.comparison.first", 1);

  /** What has no one answer is left out of the comparison; it must not be the bulk. */
  private static final int MOST_EXCLUDED = 10;

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_8", "VALKEY_9"})
  void realServersDoWhatIsPredictedAndKeepWhatIsRecoverable(Server server) throws Exception {
    Servers.program(server);

    Outcome outcome = Comparison.run(server, FIRST, DIRECTORIES, false);

    System.out.println(outcome.table(server.title()));
    assertThat(outcome.texts()).isEmpty();
    assertThat(outcome.directories()).isEqualTo(DIRECTORIES);
    assertThat(outcome.excluded() * 100).isLessThan(DIRECTORIES * MOST_EXCLUDED);
    int compared = DIRECTORIES - outcome.excluded();
    new Tally("comparison-" + server.id(), DIRECTORIES, compared, outcome.lost()).write();
  }
}
