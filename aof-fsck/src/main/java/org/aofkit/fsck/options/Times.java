package org.aofkit.fsck.options;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/** Points in time as they are typed. */
public final class Times {
  private static final int MOST_DIGITS = 18;

  private Times() {}

  /**
   * Unix seconds of what was typed: Unix seconds themselves, {@code 2026-11-23T00:30:00Z}, the same
   * with another offset or with none for UTC, or a date alone for its first second in UTC. A part
   * of a second is dropped.
   *
   * @return empty if it is none of these
   */
  public static OptionalLong seconds(String text) {
    if (text.matches("-?[0-9]{1," + MOST_DIGITS + "}")) {
      return OptionalLong.of(Long.parseLong(text));
    }
    try {
      if (text.indexOf('T') < 0) {
        return OptionalLong.of(LocalDate.parse(text).atStartOfDay().toEpochSecond(ZoneOffset.UTC));
      }
      boolean isZoned = text.matches(".*T.*([Zz]|[+-][0-9:]+)");
      return OptionalLong.of(
          isZoned
              ? OffsetDateTime.parse(text).toEpochSecond()
              : LocalDateTime.parse(text).toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      // The caller says what was expected.
      return OptionalLong.empty();
    }
  }
}
