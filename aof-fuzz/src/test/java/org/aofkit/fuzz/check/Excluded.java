package org.aofkit.fuzz.check;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;

/**
 * What predictions are not compared for, because servers have no one answer. The same list, with
 * the reasons at length, is in {@code src/docs/prediction.md}.
 */
enum Excluded {
  /**
   * On Redis, too few arguments, where the command then reads memory that is not its own: it
   * usually crashes, and sometimes does not. Or where it leaves a value that can't be, an empty
   * list for example, on which a later command crashes.
   */
  MISSING_ARGUMENTS {
    @Override
    boolean applies(Report report, Collection<byte[]> files) {
      return !report.server().isValkey()
          && report.findings().stream()
              .filter(finding -> finding.code() == FindingCode.AOF_ARITY)
              .anyMatch(
                  finding ->
                      report.loads().equals(Loads.NO) || MAKES.matcher(finding.message()).find());
    }
  },
  /**
   * A count or length of 11 digits or more: whether so much memory is to be had depends on the
   * machine, and beyond 18 digits C libraries read it differently.
   */
  HUGE_NUMBER {
    @Override
    boolean applies(Report report, Collection<byte[]> files) {
      return files.stream().anyMatch(file -> find(NUMBER, file));
    }
  },
  /** Scripts and functions: what they call may fail, and then servers crash. */
  SCRIPT {
    @Override
    boolean applies(Report report, Collection<byte[]> files) {
      return files.stream().anyMatch(file -> find(CALL, file));
    }
  },
  /** The log changes the settings or users of the server that loads it, or uses DEBUG. */
  SETTINGS {
    @Override
    boolean applies(Report report, Collection<byte[]> files) {
      return says(report, FindingCode.AOF_ADMIN_COMMAND);
    }
  };

  private static final Pattern NUMBER = Pattern.compile("[*$]\\s*[+-]?0*[1-9]\\d{10}");
  private static final Pattern CALL = Pattern.compile("\r\n(eval|fcall)", Pattern.CASE_INSENSITIVE);

  private static final Pattern MAKES =
      Pattern.compile("^[LRSZHXGP][A-Z]*(PUSH|ADD|SET)", Pattern.CASE_INSENSITIVE);

  /** Commands whose outcome is one of the above, or depends on the machine. */
  private static final Set<String> NAMES =
      Set.of("sync", "failover", "migrate", "cluster", "asking", "client|kill", "client|pause");

  abstract boolean applies(Report report, Collection<byte[]> files);

  /** Why a directory is not compared; empty where it is. */
  static Optional<Excluded> why(Report report, Collection<byte[]> files) {
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

  private static boolean says(Report report, FindingCode code) {
    return report.findings().stream().map(Finding::code).anyMatch(code::equals);
  }

  private static boolean find(Pattern pattern, byte[] file) {
    return pattern.matcher(new String(file, StandardCharsets.ISO_8859_1)).find();
  }
}
