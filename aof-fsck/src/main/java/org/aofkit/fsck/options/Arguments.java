package org.aofkit.fsck.options;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.aofkit.compact.CompactTarget;
import org.aofkit.repair.PlanOptions;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What one command was told. Values are read through typed methods, which say what they expected.
 */
public final class Arguments {
  private final Command command;
  private final Map<Opt, String> values;
  private final Map<Opt, String> origins;
  private final List<String> operands;

  Arguments(
      Command command, Map<Opt, String> values, Map<Opt, String> origins, List<String> operands) {
    this.command = command;
    this.values = Map.copyOf(values);
    this.origins = Map.copyOf(origins);
    this.operands = List.copyOf(operands);
  }

  /** The command. */
  public Command command() {
    return command;
  }

  /** What is no option. */
  public List<String> operands() {
    return operands;
  }

  /**
   * Whether the option is given; a quiet from the environment yields to a verbose of the command
   * line and vice versa.
   */
  public boolean has(Opt opt) {
    return values.containsKey(opt);
  }

  /** The value as it was given; null without one. */
  public @Nullable String text(Opt opt) {
    return values.get(opt);
  }

  /** Whether the option came from an environment variable. */
  public boolean fromEnvironment(Opt opt) {
    return !origins.getOrDefault(opt, "").isEmpty();
  }

  /** Whether to print one line only. */
  public boolean quiet() {
    return has(Opt.QUIET) && !(has(Opt.VERBOSE) && fromEnvironment(Opt.QUIET));
  }

  /** Whether to say more. */
  public boolean verbose() {
    return has(Opt.VERBOSE) && !(has(Opt.QUIET) && fromEnvironment(Opt.VERBOSE));
  }

  /** A whole number in a range; {@code otherwise} where the option is absent. */
  public int number(Opt opt, int least, int most, int otherwise) throws UsageException {
    String text = values.get(opt);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(opt, "a whole number from " + least + " to " + most);
    }
    throw wrong(opt, "a whole number from " + least + " to " + most);
  }

  /** One of a few words; the first is the default. */
  public String choice(Opt opt, String... words) throws UsageException {
    String text = values.get(opt);
    if (text == null) {
      return words[0];
    }
    for (String word : words) {
      if (word.equals(text)) {
        return word;
      }
    }
    throw wrong(opt, String.join(" or ", words));
  }

  /** The server to judge for; empty for {@code auto}. */
  public Optional<Server> server() throws UsageException {
    String text = values.get(Opt.SERVER);
    if (text == null || text.equals("auto")) {
      return Optional.empty();
    }
    StringBuilder known = new StringBuilder("auto");
    for (Server server : Server.values()) {
      if (server.id().equals(text)) {
        return Optional.of(server);
      }
      known.append(", ").append(server.id());
    }
    throw wrong(Opt.SERVER, known.toString());
  }

  /**
   * A time span: a whole number and s, m or h; a number alone is seconds. Empty where the option is
   * absent.
   */
  public Optional<Duration> duration(Opt opt) throws UsageException {
    String text = values.get(opt);
    if (text == null) {
      return Optional.empty();
    }
    int last = text.length() - 1;
    char unit = text.isEmpty() ? ' ' : text.charAt(last);
    int seconds = unit == 'h' ? 3600 : unit == 'm' ? 60 : 1;
    String digits = unit == 'h' || unit == 'm' || unit == 's' ? text.substring(0, last) : text;
    if (digits.isEmpty() || digits.length() > 6) {
      throw wrong(opt, "a time such as 90s, 10m or 1h");
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw wrong(opt, "a time such as 90s, 10m or 1h");
      }
    }
    long total = Long.parseLong(digits) * seconds;
    if (total == 0) {
      throw wrong(opt, "a time longer than 0");
    }
    return Optional.of(Duration.ofSeconds(total));
  }

  /** The server to write for; empty where the option is absent. */
  public Optional<CompactTarget> target() throws UsageException {
    String text = values.get(Opt.TARGET);
    if (text == null) {
      return Optional.empty();
    }
    Optional<CompactTarget> target = CompactTarget.byId(text);
    if (target.isPresent()) {
      return target;
    }
    List<String> known = new ArrayList<>();
    for (CompactTarget each : CompactTarget.values()) {
      known.add(each.id());
    }
    throw wrong(Opt.TARGET, String.join(", ", known));
  }

  /** How much of the volume is to be free; empty where the option is absent. */
  public Optional<MinFree> minFree() throws UsageException {
    return has(Opt.MIN_FREE) ? Optional.of(MinFree.parse(this)) : Optional.empty();
  }

  /** What a plan is told. */
  public PlanOptions planOptions() throws UsageException {
    return PlanWords.read(this);
  }

  /** A point in time, in Unix seconds; empty where the option is absent. */
  public OptionalLong time(Opt opt) throws UsageException {
    String text = values.get(opt);
    if (text == null) {
      return OptionalLong.empty();
    }
    OptionalLong seconds = Times.seconds(text);
    if (seconds.isEmpty()) {
      throw wrong(opt, "Unix seconds or a time with its zone, such as 2026-11-23T00:30:00Z");
    }
    return seconds;
  }

  /** A place in a file; empty where the option is absent. */
  public Optional<Place> place(Opt opt) throws UsageException {
    String text = values.get(opt);
    if (text == null) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    String digits = text.substring(colon + 1);
    if (colon < 1 || !digits.matches("[0-9]{1,18}")) {
      throw wrong(opt, "FILE:OFFSET as 'show' and 'check' print it");
    }
    return Optional.of(new Place(text.substring(0, colon), Long.parseLong(digits)));
  }

  /**
   * A place in a file.
   *
   * @param file the file's name as reports print it
   * @param offset in bytes from the start of the file
   */
  public record Place(String file, long offset) {}

  UsageException wrong(Opt opt, String expected) {
    return new UsageException(
        opt.typed()
            + origins.getOrDefault(opt, "")
            + ": expected "
            + expected
            + ", got '"
            + values.get(opt)
            + "'");
  }
}
