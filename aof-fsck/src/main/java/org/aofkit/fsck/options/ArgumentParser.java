package org.aofkit.fsck.options;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.jspecify.annotations.Nullable;

/**
 * Turns words and environment variables into {@link Arguments}. Commons CLI splits the words; what
 * the words mean, and every sentence about a mistake, is ours.
 */
public final class ArgumentParser {
  private ArgumentParser() {}

  /** The command that {@code word} names. */
  public static Command command(String word) throws UsageException {
    Command command = Command.byId(word);
    if (command != null) {
      return command;
    }
    if (word.startsWith("-")) {
      throw new UsageException(
          "'"
              + word
              + "' stands before the command; say the command first, for example 'check "
              + word
              + "'");
    }
    List<String> ids = new ArrayList<>();
    for (Command known : Command.values()) {
      ids.add(known.id());
    }
    throw new UsageException("unknown command '" + word + "'" + meant(Nearest.of(word, ids)));
  }

  /**
   * Reads the words behind the command, then the variables for what the words leave open. An option
   * given twice has its last value. An empty variable counts as absent.
   */
  public static Arguments parse(Command command, List<String> words, Map<String, String> variables)
      throws UsageException {
    Map<String, String> given = new HashMap<>();
    List<String> operands = hasOptions(words) ? split(command, words, given) : words;
    Map<Opt, String> values = new EnumMap<>(Opt.class);
    Map<Opt, String> origins = new EnumMap<>(Opt.class);
    for (Opt opt : command.options()) {
      String value = given.get(opt.longName());
      if (value != null) {
        values.put(opt, value);
        origins.put(opt, "");
        continue;
      }
      String variable = variables.get(opt.variable());
      if (variable == null || variable.isEmpty() || !opt.mayComeFromEnvironment()) {
        continue;
      }
      if (opt == Opt.PATHS_FROM && !operands.isEmpty()) {
        // PATHs of the command line win over a list of the environment.
        continue;
      }
      if (opt.argument() != null) {
        values.put(opt, variable);
      } else if (isTrue(opt, variable)) {
        values.put(opt, "true");
      } else {
        continue;
      }
      origins.put(opt, " (from " + opt.variable() + ")");
    }
    Arguments arguments = new Arguments(command, values, origins, operands);
    if (!arguments.has(Opt.HELP) && !arguments.has(Opt.VERSION)) {
      refuseContradictions(arguments);
    }
    return arguments;
  }

  /**
   * The names of variables that look like options but are none, with what they may have been meant
   * to be; names that Kubernetes makes for a service called {@code aof-fsck} are left out.
   */
  public static List<String> unknownVariables(Map<String, String> variables) {
    List<String> known = new ArrayList<>();
    for (Opt opt : Opt.values()) {
      if (opt.mayComeFromEnvironment()) {
        known.add(opt.variable());
      }
    }
    List<String> unknown = new ArrayList<>();
    for (String name : variables.keySet()) {
      if (!name.startsWith(Opt.VARIABLE_PREFIX) || known.contains(name)) {
        continue;
      }
      String rest = name.substring(Opt.VARIABLE_PREFIX.length());
      if (rest.startsWith("SERVICE_") || rest.equals("PORT") || rest.startsWith("PORT_")) {
        continue;
      }
      unknown.add(name + meant(Nearest.of(name, known)));
    }
    unknown.sort(null);
    return unknown;
  }

  /**
   * The variables that are set for options of other commands: they change nothing here, whatever
   * was meant by them. A flag that is set to no means nothing anywhere.
   */
  public static List<Opt> foreignVariables(Command command, Map<String, String> variables) {
    List<Opt> foreign = new ArrayList<>();
    for (Opt opt : Opt.values()) {
      String value = variables.get(opt.variable());
      boolean isSet = value != null && !value.isEmpty() && opt.mayComeFromEnvironment();
      if (isSet && !command.options().contains(opt) && !(opt.argument() == null && isNo(value))) {
        foreign.add(opt);
      }
    }
    return foreign;
  }

  /** Without an option there is nothing to split, and Commons CLI costs some 15 ms of start-up. */
  private static boolean hasOptions(List<String> words) {
    for (String word : words) {
      if (word.startsWith("-")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Splits words into options and operands.
   *
   * @param given takes the last value of each option, by long name
   * @return the operands
   */
  private static List<String> split(Command command, List<String> words, Map<String, String> given)
      throws UsageException {
    Options options = new Options();
    for (Opt opt : command.options()) {
      options.addOption(
          new Option(opt.letter(), opt.longName(), opt.argument() != null, opt.help()));
    }
    DefaultParser parser =
        DefaultParser.builder()
            .setAllowPartialMatching(false)
            .setStripLeadingAndTrailingQuotes(false)
            .get();
    try {
      CommandLine line = parser.parse(options, words.toArray(new String[0]));
      // Asking the line for an option by name costs a stream and a lambda.
      for (Option option : line.getOptions()) {
        String value = option.getValue();
        given.put(option.getLongOpt(), value == null ? "true" : value);
      }
      return line.getArgList();
    } catch (UnrecognizedOptionException e) {
      throw new UsageException(unrecognised(command, e.getOption()));
    } catch (MissingArgumentException e) {
      throw new UsageException("option '--" + e.getOption().getLongOpt() + "' needs a value");
    } catch (ParseException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static String unrecognised(Command command, String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    List<String> known = new ArrayList<>();
    for (Opt opt : command.options()) {
      known.add(opt.typed());
      if (equals >= 0 && name.equals(opt.typed())) {
        return "option '" + name + "' takes no value";
      }
    }
    String near = Nearest.of(name, known);
    if (near != null) {
      return "unknown option '" + name + "'" + meant(near);
    }
    for (Command other : Command.values()) {
      for (Opt opt : other.options()) {
        if (name.equals(opt.typed())) {
          return "option '"
              + name
              + "' belongs to '"
              + other.id()
              + "', not to '"
              + command.id()
              + "'";
        }
      }
    }
    if (name.equals("-y") || name.equals("--yes") || name.equals("-p") || name.equals("--preen")) {
      return "unknown option '" + name + "'; nothing is ever asked, so there is nothing to answer";
    }
    return "unknown option '" + name + "'";
  }

  private static String meant(@Nullable String nearest) {
    return nearest == null ? "" : "; did you mean '" + nearest + "'?";
  }

  private static boolean isNo(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "0", "false", "no", "off" -> true;
      default -> false;
    };
  }

  private static boolean isTrue(Opt opt, String value) throws UsageException {
    if (isNo(value)) {
      return false;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      default ->
          throw new UsageException(opt.variable() + ": expected yes or no, got '" + value + "'");
    };
  }

  private static void refuseContradictions(Arguments arguments) throws UsageException {
    if (arguments.has(Opt.QUIET) && arguments.has(Opt.VERBOSE)) {
      if (arguments.fromEnvironment(Opt.QUIET) == arguments.fromEnvironment(Opt.VERBOSE)) {
        throw new UsageException("--quiet and --verbose contradict each other");
      }
    }
    refusePlaces(arguments);
    int operands = arguments.operands().size();
    Command command = arguments.command();
    if (arguments.has(Opt.PATHS_FROM)) {
      if (operands > 0) {
        throw new UsageException("give PATHs or --paths-from, not both");
      }
    } else if (command == Command.CONVERT) {
      if (operands != 2) {
        throw new UsageException("'convert' takes two names: FROM and TO");
      }
    } else if (operands == 0 && !arguments.has(Opt.CONFIG)) {
      throw new UsageException(
          command == Command.CHECK || command == Command.SHOW || command == Command.STATS
              ? "a PATH is missing"
              : "DIR is missing");
    } else if (operands > command.maxOperands()) {
      throw new UsageException(
          "one "
              + (command == Command.SHOW || command == Command.STATS ? "PATH" : "DIR")
              + " at a time; '"
              + arguments.operands().get(1)
              + "' is too many");
    }
    for (String operand : arguments.operands()) {
      if (operand.isEmpty()) {
        throw new UsageException("an empty name is no PATH");
      }
    }
  }

  /** New files go to one place, and what is kept with the old ones left alone needs none. */
  private static void refusePlaces(Arguments arguments) throws UsageException {
    if (arguments.command() != Command.COMPACT) {
      return;
    }
    refuseBoth(arguments, Opt.OUTPUT, Opt.SCRATCH);
    refuseBoth(arguments, Opt.OUTPUT, Opt.QUARANTINE);
    refuseBoth(arguments, Opt.OUTPUT, Opt.NO_QUARANTINE);
    refuseBoth(arguments, Opt.SCRATCH, Opt.QUARANTINE);
    refuseBoth(arguments, Opt.QUARANTINE, Opt.NO_QUARANTINE);
  }

  private static void refuseBoth(Arguments arguments, Opt one, Opt other) throws UsageException {
    boolean isMeant = !arguments.fromEnvironment(one) && !arguments.fromEnvironment(other);
    if (arguments.has(one) && arguments.has(other) && isMeant) {
      throw new UsageException(one.typed() + " and " + other.typed() + " contradict each other");
    }
  }
}
