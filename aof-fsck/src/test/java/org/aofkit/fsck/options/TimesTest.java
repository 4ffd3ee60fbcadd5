package org.aofkit.fsck.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1700000000, 1700000000",
    "2023-11-14T22:13:20Z, 1700000000",
    "2023-11-14T22:13:20.999Z, 1700000000",
    "2023-11-15T00:13:20+02:00, 1700000000"
  })
  void aTimeIsUnixSecondsOrIsoWithItsZone(String typed, long seconds) {
    assertThat(Times.seconds(typed)).hasValue(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "1700000000000", "2023-11-14", "2023-11-14T22:13:20", "-1", "10:15"})
  void anythingElseIsNone(String typed) {
    assertThat(Times.seconds(typed)).isEmpty();
  }
}
