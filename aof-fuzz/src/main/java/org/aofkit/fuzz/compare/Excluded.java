package org.aofkit.fuzz.compare;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.command.MissingArguments;
import org.aofkit.command.MissingArguments.Outcome;
import org.aofkit.fuzz.reference.ReferenceFrame;
import org.aofkit.fuzz.reference.ReferenceParser;

/**
 * What predictions are not compared for, because servers have no one answer. The same list, with
 * the reasons at length, is in {@code src/docs/prediction.md}.
 */
public enum Excluded {
  /**
   * On Redis, too few arguments, where the command then reads memory that is not its own: mostly it
   * crashes, and once in a thousand starts it does not, whatever was measured. What refuses the
   * file in any case is compared all the same, and so are commands that always load.
   */
  MISSING_ARGUMENTS {
    @Override
    boolean applies(Report report, Map<String, byte[]> files) {
      return REFUSES.stream().noneMatch(code -> says(report, code))
          && shortCommands(report, files).anyMatch(each -> each.outcome() != Outcome.LOADS);
    }
  },
  /**
   * On Redis, too few arguments that load, but leave a value that can't be, an empty list for
   * example, on which a later command crashes.
   */
  IMPOSSIBLE_VALUE {
    @Override
    boolean applies(Report report, Map<String, byte[]> files) {
      return shortCommands(report, files)
          .anyMatch(
              each ->
                  each.outcome() == Outcome.LOADS && MAKES.matcher(each.command().name()).find());
    }
  },
  /**
   * A count or length of 11 digits or more: whether so much memory is to be had depends on the
   * machine, and beyond 18 digits C libraries read it differently.
   */
  HUGE_NUMBER {
    @Override
    boolean applies(Report report, Map<String, byte[]> files) {
      return files.values().stream().anyMatch(file -> find(NUMBER, file));
    }
  },
  /** Scripts and functions: what they call may fail, and then servers crash. */
  SCRIPT {
    @Override
    boolean applies(Report report, Map<String, byte[]> files) {
      return files.values().stream().anyMatch(file -> find(CALL, file));
    }
  },
  /** The log changes the settings or users of the server that loads it, or uses DEBUG. */
  SETTINGS {
    @Override
    boolean applies(Report report, Map<String, byte[]> files) {
      return says(report, FindingCode.AOF_ADMIN_COMMAND);
    }
  },
  /**
   * An image at the head of an incr, and commands in front that do not tell whether its keys are
   * there already: the check calls that lossy.
   */
  KEYS_IN_FRONT {
    @Override
    boolean applies(Report report, Map<String, byte[]> files) {
      return says(report, FindingCode.RDB_KEY_MAY_BE_IN_FRONT);
    }
  },
  /**
   * A function library in a damaged image that no server has written: it takes a run to say what it
   * registers. Found by {@link Unlike}, as what follows.
   */
  LIBRARY,
  /** A value of a module in a damaged image: only the module knows what it takes. */
  MODULE_VALUE,
  /**
   * A hint at more than 2^31 keys in a damaged image: whether a server gets the memory depends on
   * the machine.
   */
  HUGE_HINT,
  /**
   * A field that comes twice in a hash of a damaged image and has a deadline: Valkey 9 drops it
   * once that is past.
   */
  CLOCK;

  private static final Pattern NUMBER = Pattern.compile("[*$]\\s*[+-]?0*[1-9]\\d{10}");
  private static final Pattern CALL = Pattern.compile("\r\n(eval|fcall)", Pattern.CASE_INSENSITIVE);

  private static final Pattern MAKES = Pattern.compile("^[lrszhxgp][a-z]*(push|add|set)");

  /** Commands whose outcome is one of the above, or depends on the machine. */
  private static final Set<String> NAMES =
      Set.of("sync", "failover", "migrate", "cluster", "asking", "client|kill", "client|pause");

  /** What every server refuses, wherever it stands. */
  private static final Set<FindingCode> REFUSES =
      Set.of(FindingCode.AOF_BAD_FORMAT, FindingCode.AOF_NUL_HOLE, FindingCode.AOF_NUL_TAIL);

  /** Whether this is in the files; what is found in images only is not looked for. */
  boolean applies(Report report, Map<String, byte[]> files) {
    return false;
  }

  /** Why a directory is not compared; empty where it is. */
  public static Optional<Excluded> why(Report report, Map<String, byte[]> files) {
    for (Excluded each : values()) {
      if (each.applies(report, files)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Commands that are not generated. */
  static boolean byName(CommandSpec spec) {
    return spec.kind() == CommandKind.SCRIPT
        || spec.kind() == CommandKind.ADMIN
        || NAMES.contains(spec.name());
  }

  /**
   * A command with too few arguments.
   *
   * @param outcome what was measured
   */
  private record Short(CommandSpec command, Outcome outcome) {}

  private static Stream<Short> shortCommands(Report report, Map<String, byte[]> files) {
    return report.findings().stream()
        .filter(finding -> finding.code() == FindingCode.AOF_ARITY)
        .flatMap(finding -> shortCommand(report, finding, files));
  }

  private static Stream<Short> shortCommand(
      Report report, Finding finding, Map<String, byte[]> files) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().endsWith(finding.file()))
        .flatMap(file -> shortCommand(report, finding.offset(), file.getValue()));
  }

  private static Stream<Short> shortCommand(Report report, long offset, byte[] file) {
    ReferenceFrame frame = new ReferenceParser(file).frameAt((int) offset);
    if (report.server().isValkey() || frame.outcome() != ReferenceFrame.Outcome.COMMAND) {
      return Stream.empty();
    }
    String name = word(frame, 0, file);
    String both = frame.arguments().size() > 1 ? name + "|" + word(frame, 1, file) : name;
    int argc = frame.arguments().size();
    CommandTable table = CommandTable.standard();
    int sub = table.isContainer(Math.max(0, table.find(name))) ? table.find(both) : -1;
    int id = sub < 0 ? table.find(name) : sub;
    if (id < 0 || argc >= Math.abs(table.spec(id).arity(report.server()))) {
      return Stream.empty();
    }
    CommandSpec spec = table.spec(id);
    return Stream.of(new Short(spec, MissingArguments.outcome(spec, report.server(), argc)));
  }

  private static String word(ReferenceFrame frame, int index, byte[] file) {
    ReferenceFrame.Argument word = frame.arguments().get(index);
    return new String(file, (int) word.offset(), (int) word.length(), StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT);
  }

  private static boolean says(Report report, FindingCode code) {
    return report.findings().stream().map(Finding::code).anyMatch(code::equals);
  }

  private static boolean find(Pattern pattern, byte[] file) {
    return pattern.matcher(new String(file, StandardCharsets.ISO_8859_1)).find();
  }
}
