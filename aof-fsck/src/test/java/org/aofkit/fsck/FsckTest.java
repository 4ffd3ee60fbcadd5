package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FsckTest {
  private final Run run = new Run();

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void theVersionNamesToolJvmAndFormats(String word) {
    assertThat(run.run(word)).isZero();
    assertThat(run.out())
        .startsWith("aof-fsck ")
        .contains("\nJVM: ")
        .contains("Redis 8.0, Valkey 8, Valkey 9")
        .contains("REDIS0001 to REDIS0012, VALKEY080");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void eachCommandKnowsTheVersionToo() {
    assertThat(run.run("repair", "--version")).isZero();
    assertThat(run.out()).startsWith("aof-fsck ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void helpNamesEveryCommand(String word) {
    assertThat(run.run(word)).isZero();
    assertThat(run.out()).contains("  check ", "  repair ", "  undo ", "  init ");
  }

  @Test
  void helpOfACommandNeedsNoPath() {
    assertThat(run.run("init", "-h")).isZero();
    assertThat(run.out()).startsWith("Usage: aof-fsck init");
    assertThat(run.engine.calls).isEmpty();
  }

  @Test
  void noWordsAreAMistake() {
    assertThat(run.run()).isEqualTo(16);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("Usage: ");
  }

  @Test
  void aMistakeIsAnsweredOnStandardErrorWithAHint() {
    assertThat(run.run("check", "--jsn", "/data")).isEqualTo(16);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            """
            aof-fsck check: unknown option '--jsn'; did you mean '--json'?
            Try 'aof-fsck check --help'.
            """);
  }

  @Test
  void aMistypedCommandIsHinted() {
    assertThat(run.run("repiar", "/data")).isEqualTo(16);
    assertThat(run.err()).contains("unknown command 'repiar'; did you mean 'repair'?");
  }

  @Test
  void anOptionBeforeTheCommandIsExplained() {
    assertThat(run.run("--json", "check", "/data")).isEqualTo(16);
    assertThat(run.err()).contains("say the command first");
  }

  @Test
  void aWrongValueIsAUsageErrorBeforeAnythingIsLookedAt() {
    assertThat(run.run("check", "--server", "redis-3", "/data")).isEqualTo(16);
    assertThat(run.engine.calls).isEmpty();
  }

  @Test
  void aVariableOfAnotherCommandIsSaidToBeIgnored() {
    run.variables.put("AOF_FSCK_DRY_RUN", "yes");
    run.variables.put("AOF_FSCK_CLEAN_LEFTOVERS", "no");
    run.variables.put("AOF_FSCK_UNTIL", "");
    run.variables.put("AOF_FSCK_SERVICE_HOST", "10.0.0.1");

    assertThat(run.run("init", "/")).isZero();
    assertThat(run.err())
        .isEqualTo(
            "aof-fsck init: the variable AOF_FSCK_DRY_RUN is ignored: 'init' has no option --dry-run\n");
  }

  @Test
  void theHelpOfShowSaysWhatItsOptionsMeanThere() {
    assertThat(run.run("show", "--help")).isZero();
    assertThat(run.out()).contains("one JSON record a line").doesNotContain("a PATH,", "a PATH\n");
  }

  @Test
  void aMistypedVariableIsSaid() {
    run.variables.put("AOF_FSCK_SEVER", "valkey-9");

    assertThat(run.run("check", "/data")).isZero();
    assertThat(run.err())
        .isEqualTo(
            "aof-fsck check: nothing is known of the variable AOF_FSCK_SEVER; did you mean 'AOF_FSCK_SERVER'?\n");
  }
}
