package org.aofkit.fsck.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "999|999",
        "1000|1,000",
        "50743|50,743",
        "-1234567|-1,234,567",
        "9223372036854775807|9,223,372,036,854,775,807"
      })
  void thousandsAreSeparated(long number, String text) {
    assertThat(Numbers.grouped(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0 B",
        "1023|1,023 B",
        "1024|1,024 B (1.0 KiB)",
        "103903|103,903 B (101.4 KiB)",
        "1048575|1,048,575 B (1023.9 KiB)",
        "1073741824|1,073,741,824 B (1.0 GiB)"
      })
  void sizesAreExactAndForPeople(long bytes, String text) {
    assertThat(Numbers.size(bytes)).isEqualTo(text);
  }
}
