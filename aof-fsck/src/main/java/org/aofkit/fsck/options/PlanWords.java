package org.aofkit.fsck.options;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.aofkit.repair.AmbiguousDatabase;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.PointInTime;
import org.aofkit.repair.Policy;
import org.jspecify.annotations.Nullable;

/** The options of a plan as words on a command line, read and written. */
public final class PlanWords {
  private static final int MAX_DIGITS = 18;
  private static final String LISTED = "listed";
  private static final int MAX_ASSUMED = 1_000_000;

  /** The last second of the year 9999; larger numbers are no Unix seconds, but perhaps milli. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private PlanWords() {}

  static PlanOptions read(Arguments arguments) throws UsageException {
    String policy = arguments.choice(Opt.POLICY, "safe", "prefix", "salvage");
    String database = arguments.choice(Opt.AMBIGUOUS_DB, "drop", "keep");
    return new PlanOptions(
        Policy.valueOf(policy.toUpperCase(Locale.ROOT)),
        AmbiguousDatabase.valueOf(database.toUpperCase(Locale.ROOT)),
        arguments.has(Opt.PARTIAL_VALUES),
        maxLoss(arguments),
        arguments.has(Opt.ACCEPT_LOSS),
        assumed(arguments),
        until(arguments),
        arguments.has(Opt.CLEAN_LEFTOVERS));
  }

  private static OptionalInt assumed(Arguments arguments) throws UsageException {
    if (!arguments.has(Opt.ASSUME)) {
      return OptionalInt.empty();
    }
    if (LISTED.equals(arguments.text(Opt.ASSUME))) {
      return OptionalInt.of(PlanOptions.LISTED);
    }
    return OptionalInt.of(arguments.number(Opt.ASSUME, 1, MAX_ASSUMED, 1));
  }

  private static OptionalLong maxLoss(Arguments arguments) throws UsageException {
    String text = arguments.text(Opt.MAX_LOSS);
    OptionalLong bytes = text == null ? OptionalLong.empty() : ByteSize.parse(text);
    if (text != null && bytes.isEmpty()) {
      throw arguments.wrong(Opt.MAX_LOSS, "a number of bytes such as 0, 4096, 64kb or 10mb");
    }
    return bytes;
  }

  private static Optional<PointInTime> until(Arguments arguments) throws UsageException {
    String text = arguments.text(Opt.UNTIL);
    if (text == null) {
      return Optional.empty();
    }
    if (isNumber(text)) {
      long seconds = Long.parseLong(text);
      if (seconds > LAST_SECOND) {
        throw arguments.wrong(Opt.UNTIL, "Unix seconds, not milliseconds");
      }
      return Optional.of(new PointInTime.Timestamp(seconds));
    }
    OffsetDateTime time = time(text);
    if (time != null) {
      return Optional.of(new PointInTime.Timestamp(time.toEpochSecond()));
    }
    int colon = text.lastIndexOf(':');
    if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?")) {
      throw arguments.wrong(Opt.UNTIL, "a time with its zone, such as 2026-11-22T10:15:00Z");
    }
    if (colon > 0 && isNumber(text.substring(colon + 1))) {
      return Optional.of(
          new PointInTime.Place(
              text.substring(0, colon), Long.parseLong(text.substring(colon + 1))));
    }
    throw arguments.wrong(
        Opt.UNTIL, "Unix seconds, a time such as 2026-11-22T10:15:00Z, or FILE:OFFSET");
  }

  private static @Nullable OffsetDateTime time(String text) {
    try {
      return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    } catch (DateTimeException e) {
      // Then it is something else; what, is said where nothing fits.
      return null;
    }
  }

  private static boolean isNumber(String text) {
    boolean digits = !text.isEmpty() && text.length() <= MAX_DIGITS;
    for (int i = 0; i < text.length(); i++) {
      digits &= isDigit(text.charAt(i));
    }
    return digits;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The options as they are typed, each with a blank in front; empty for the defaults. */
  public static String of(PlanOptions options) {
    StringBuilder words = new StringBuilder();
    if (options.policy() != Policy.SAFE) {
      words.append(" --policy ").append(options.policy().id());
    }
    if (options.until().isPresent()) {
      words.append(" --until ").append(point(options.until().get()));
    }
    if (options.maxLoss().isPresent()) {
      words.append(" --max-loss ").append(options.maxLoss().getAsLong());
    }
    if (options.acceptLoss()) {
      words.append(" --accept-loss");
    }
    if (options.ambiguousDatabase() != AmbiguousDatabase.DROP) {
      words.append(" --ambiguous-db ").append(options.ambiguousDatabase().id());
    }
    if (options.partialValues()) {
      words.append(" --partial-values");
    }
    if (options.assume().isPresent()) {
      int assumed = options.assume().getAsInt();
      words.append(" --assume ");
      words.append(assumed == PlanOptions.LISTED ? LISTED : Integer.toString(assumed));
    }
    return words.append(options.cleanLeftovers() ? " --clean-leftovers" : "").toString();
  }

  private static String point(PointInTime point) {
    if (point instanceof PointInTime.Timestamp time) {
      return Long.toString(time.unixSeconds());
    }
    PointInTime.Place place = (PointInTime.Place) point;
    return "'" + place.file().replace("'", "'\\''") + ":" + place.offset() + "'";
  }
}
