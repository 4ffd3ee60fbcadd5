package org.aofkit.fsck.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArgumentParserTest {
  @Test
  void valuesMayFollowAnEqualsSignOrABlank() throws Exception {
    Arguments arguments = parse(Command.CHECK, "--server=redis-7.2", "--databases", "4", "/data");

    assertThat(arguments.server()).contains(Server.REDIS_7_2);
    assertThat(arguments.number(Opt.DATABASES, 1, 100, 16)).isEqualTo(4);
    assertThat(arguments.operands()).containsExactly("/data");
  }

  @Test
  void optionsMayStandBehindThePath() throws Exception {
    assertThat(parse(Command.REPAIR, "/data", "-n").has(Opt.DRY_RUN)).isTrue();
  }

  @Test
  void twoDashesEndTheOptions() throws Exception {
    assertThat(parse(Command.CHECK, "--json", "--", "--strange").operands())
        .containsExactly("--strange");
  }

  @Test
  void theLastOfTwoValuesCounts() throws Exception {
    assertThat(parse(Command.CHECK, "--server", "valkey-8", "--server", "auto", "/d").server())
        .isEmpty();
  }

  @Test
  void quotesAroundAValueArePartOfIt() throws Exception {
    assertThat(parse(Command.REPAIR, "--quarantine", "\"q\"", "/d").text(Opt.QUARANTINE))
        .isEqualTo("\"q\"");
  }

  @ParameterizedTest
  @EnumSource(Command.class)
  void everyOptionOfEveryCommandMayComeFromTheEnvironment(Command command) throws Exception {
    for (Opt opt : command.options()) {
      if (opt == Opt.HELP || opt == Opt.VERSION) {
        continue;
      }
      List<String> words =
          command == Command.CONVERT
              ? List.of("dump.rdb", "/data")
              : opt == Opt.PATHS_FROM ? List.of() : List.of("/data");
      String value = opt.argument() == null ? "yes" : "x";

      Arguments arguments = ArgumentParser.parse(command, words, Map.of(opt.variable(), value));

      assertThat(arguments.has(opt)).as(opt.variable()).isTrue();
      assertThat(arguments.fromEnvironment(opt)).isTrue();
    }
  }

  @Test
  void theVariableOfAnOptionIsItsNameInCapitals() {
    assertThat(Opt.ON_TOOL_ERROR.variable()).isEqualTo("AOF_FSCK_ON_TOOL_ERROR");
  }

  @Test
  void theCommandLineWinsOverTheEnvironment() throws Exception {
    Arguments arguments =
        ArgumentParser.parse(
            Command.INIT,
            List.of("--on-tool-error", "start", "/data"),
            Map.of("AOF_FSCK_ON_TOOL_ERROR", "stop"));

    assertThat(arguments.choice(Opt.ON_TOOL_ERROR, "start", "stop")).isEqualTo("start");
  }

  @Test
  void pathsOfTheCommandLineWinOverAListOfTheEnvironment() throws Exception {
    Arguments arguments =
        ArgumentParser.parse(
            Command.CHECK, List.of("/data"), Map.of("AOF_FSCK_PATHS_FROM", "list.txt"));

    assertThat(arguments.operands()).containsExactly("/data");
    assertThat(arguments.has(Opt.PATHS_FROM)).isFalse();
  }

  @Test
  void aVariableCanSayNo() throws Exception {
    Arguments arguments =
        ArgumentParser.parse(Command.CHECK, List.of("/d"), Map.of("AOF_FSCK_STRICT", "false"));

    assertThat(arguments.has(Opt.STRICT)).isFalse();
  }

  @Test
  void anEmptyVariableIsAbsent() throws Exception {
    Arguments arguments =
        ArgumentParser.parse(Command.CHECK, List.of("/d"), Map.of("AOF_FSCK_SERVER", ""));

    assertThat(arguments.has(Opt.SERVER)).isFalse();
  }

  @Test
  void helpNeverComesFromTheEnvironment() throws Exception {
    Arguments arguments =
        ArgumentParser.parse(
            Command.INIT, List.of("/d"), Map.of("AOF_FSCK_HELP", "1", "AOF_FSCK_VERSION", "1"));

    assertThat(arguments.has(Opt.HELP)).isFalse();
    assertThat(arguments.has(Opt.VERSION)).isFalse();
  }

  @Test
  void aMistypedVariableIsNamedAndThoseOfKubernetesAreNot() {
    assertThat(
            ArgumentParser.unknownVariables(
                Map.of(
                    "AOF_FSCK_ON_TOOL_EROR", "stop",
                    "AOF_FSCK_SERVICE_HOST", "10.0.0.1",
                    "AOF_FSCK_PORT_80_TCP", "tcp://10.0.0.1:80",
                    "AOF_FSCK_PORT", "tcp://10.0.0.1:80",
                    "AOF_FSCK_JSON", "1",
                    "HOME", "/")))
        .containsExactly("AOF_FSCK_ON_TOOL_EROR; did you mean 'AOF_FSCK_ON_TOOL_ERROR'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "check|--sever x /d|unknown option '--sever'; did you mean '--server'?",
        "check|--dry-run /d|option '--dry-run' belongs to 'repair', not to 'check'",
        "check|--json=yes /d|option '--json' takes no value",
        "check|/d --server|option '--server' needs a value",
        "check|--zzzzzzzz /d|unknown option '--zzzzzzzz'",
        "repair|--yes /d|unknown option '--yes'; nothing is ever asked, so there is nothing to answer",
        "check||a PATH is missing",
        "repair||DIR is missing",
        "repair|/a /b|one DIR at a time; '/b' is too many",
        "check|--paths-from x /d|give PATHs or --paths-from, not both",
        "check|--quiet -v /d|--quiet and --verbose contradict each other",
      })
  void aMistakeIsExplained(String command, String words, String message) {
    List<String> list = words == null ? List.of() : List.of(words.split(" "));

    assertThatThrownBy(() -> ArgumentParser.parse(ArgumentParser.command(command), list, Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void aWrongValueIsExplainedWithItsVariable() throws Exception {
    Arguments arguments =
        ArgumentParser.parse(
            Command.CHECK,
            List.of("/d"),
            Map.of("AOF_FSCK_THREADS", "many", "AOF_FSCK_SERVER", "redis-6"));

    assertThatThrownBy(() -> arguments.number(Opt.THREADS, 1, 64, 2))
        .hasMessage(
            "--threads (from AOF_FSCK_THREADS): expected a whole number from 1 to 64, got 'many'");
    assertThatThrownBy(arguments::server).hasMessageContaining("valkey-9, got 'redis-6'");
  }

  @ParameterizedTest
  @CsvSource({"90s,90", "90,90", "10m,600", "1h,3600"})
  void timesHaveUnits(String text, long seconds) throws Exception {
    assertThat(parse(Command.INIT, "--time-limit", text, "/d").duration(Opt.TIME_LIMIT))
        .contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"0", "m", "-5", "9999999", "1d", "1.5h"})
  void aTimeThatIsNoneIsRefused(String text) throws Exception {
    Arguments arguments = parse(Command.INIT, "--time-limit=" + text, "/d");

    assertThatThrownBy(() -> arguments.duration(Opt.TIME_LIMIT)).isInstanceOf(UsageException.class);
  }

  @Test
  void aVerboseOfTheCommandLineWinsOverAQuietOfTheEnvironment() throws Exception {
    Arguments arguments =
        ArgumentParser.parse(Command.CHECK, List.of("-v", "/d"), Map.of("AOF_FSCK_QUIET", "1"));

    assertThat(arguments.verbose()).isTrue();
    assertThat(arguments.quiet()).isFalse();
  }

  @Test
  void noLineOfHelpIsTooLong() {
    StringBuilder all = new StringBuilder(HelpText.overview());
    for (Command command : Command.values()) {
      all.append(HelpText.of(command));
    }
    assertThat(all.toString().split("\n")).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @EnumSource(Command.class)
  void theHelpOfEachCommandHasAnExampleThatParses(Command command) throws Exception {
    assertThat(HelpText.of(command)).contains("Example");
    for (String example : command.examples()) {
      List<String> words = List.of(example.split(" "));
      assertThat(words.get(0)).isEqualTo(command.id());
      ArgumentParser.parse(command, words.subList(1, words.size()), Map.of());
    }
  }

  private static Arguments parse(Command command, String... words) throws UsageException {
    return ArgumentParser.parse(command, List.of(words), Map.of());
  }
}
