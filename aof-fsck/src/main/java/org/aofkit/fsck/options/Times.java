package org.aofkit.fsck.options;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalLong;

/** Points in time as they are typed. */
final class Times {
  /** The last second of the year 9999; larger numbers are no Unix seconds, but perhaps milli. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final int MOST_DIGITS = 12;

  private Times() {}

  /**
   * Unix seconds of what was typed: Unix seconds themselves, or {@code 2026-11-23T00:30:00Z}, or
   * the same with another zone. A part of a second is dropped.
   *
   * @return empty if it is none of these
   */
  static OptionalLong seconds(String text) {
    if (text.matches("[0-9]{1," + MOST_DIGITS + "}")) {
      long seconds = Long.parseLong(text);
      return seconds > LAST_SECOND ? OptionalLong.empty() : OptionalLong.of(seconds);
    }
    try {
      return OptionalLong.of(OffsetDateTime.parse(text).toEpochSecond());
    } catch (DateTimeException e) {
      // The caller says what was expected.
      return OptionalLong.empty();
    }
  }
}
