package org.aofkit.fsck.render;

import java.time.Instant;
import java.util.OptionalLong;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.SetFile;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.jspecify.annotations.Nullable;

/** What lines of {@code show} say of a command, in whatever form. */
final class ShowFacts {
  /** The last second of the year 9999. */
  private static final long LATEST = 253_402_300_799L;

  private long lastSeconds;
  private @Nullable String lastTime;

  /** The time of the last annotation; null without one. */
  @Nullable String time(AofReader reader) {
    OptionalLong seconds = reader.timestamp();
    if (seconds.isEmpty()) {
      return null;
    }
    if (lastTime == null || lastSeconds != seconds.getAsLong()) {
      lastSeconds = seconds.getAsLong();
      lastTime = time(lastSeconds, 0);
    }
    return lastTime;
  }

  /** A time as ISO 8601 has it; one beyond the year 9999 as {@code @} and Unix seconds. */
  static String time(long seconds, int milliseconds) {
    return seconds < 0 || seconds > LATEST
        ? "@" + seconds
        : Instant.ofEpochSecond(seconds, milliseconds * 1_000_000L).toString();
  }

  /** A deadline in milliseconds. */
  static String deadline(long milliseconds) {
    return time(Math.floorDiv(milliseconds, 1000), Math.floorMod(milliseconds, 1000));
  }

  /** A place as {@code repair --until} takes it. */
  static String place(SetFile file, long offset) {
    return file.name() + ":" + offset;
  }

  /** The place to cut in front of the command: its own, or that of the MULTI of its transaction. */
  static long cut(AofReader reader) {
    return reader.inTransaction() ? reader.transactionStart() : reader.offset();
  }

  /** Whether a word that is no key is no value either, but says what the command does. */
  static boolean isOpen(@Nullable CommandSpec spec, int word) {
    if (word == 0) {
      return true;
    }
    if (spec == null) {
      return false;
    }
    if (word == 1 && spec.name().indexOf('|') > 0) {
      return true;
    }
    CommandKind kind = spec.kind();
    return switch (kind) {
      case SELECT, SWAPDB, FLUSHALL, FLUSHDB, FUNCTION_FLUSH, MOVE -> true;
      default -> false;
    };
  }
}
