package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternTest {
  private static boolean matches(String pattern, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
    return KeyPattern.of(pattern).matches(bytes, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "*, abc, true",
    "a*c, abbc, true",
    "a*c, abcd, false",
    "*a*b*, xxaxxbxx, true",
    "h?llo, hello, true",
    "h?llo, hllo, false",
    "h[ae]llo, hallo, true",
    "h[^e]llo, hello, false",
    "h[^e]llo, hallo, true",
    "h[a-c]llo, hbllo, true",
    "h[c-a]llo, hbllo, true",
    "h[a-c]llo, hdllo, false",
    "h[\\]]llo, h]llo, true",
    "h\\*llo, h*llo, true",
    "h\\*llo, hxllo, false",
    "'[ab', a, true",
    "'[ab', c, false",
    "[], a, false",
    "a\\, a\\, true",
    "\\x61b, ab, true",
    "\\x2a, *, true",
    "\\x2a, a, false",
    "\\xzz, xzz, true",
    "'', '', true",
    "'', a, false",
    "*, '', true"
  })
  void patternsAreThoseOfKeys(String pattern, String key, boolean expected) {
    assertThat(matches(pattern, key)).isEqualTo(expected);
  }

  @Test
  void aByteThatIsNoCharacterIsTypedByItsNumber() {
    assertThat(matches("\\xff*", "\u00ff\u0001")).isTrue();
    assertThat(matches("caf\u00e9", "caf\u00c3\u00a9")).isTrue();
  }

  @Test
  void manyStarsCostNoMoreThanOne() {
    byte[] key = "a".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    KeyPattern pattern = KeyPattern.of("a*".repeat(50) + "b");

    boolean found =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> pattern.matches(key, key.length));

    assertThat(found).isFalse();
  }
}
