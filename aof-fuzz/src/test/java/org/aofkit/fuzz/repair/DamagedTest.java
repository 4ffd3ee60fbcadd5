package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.fuzz.repair.DamagedCases.Case;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Directories that real faults left: what is said of them, and what real servers hold after a
 * repair, compared key by key with what can be read without this library.
 */
class DamagedTest {
  @TempDir Path folder;

  static List<Case> cases() throws IOException {
    return DamagedCases.all();
  }

  static Stream<Case> safe() throws IOException {
    return cases().stream().filter(each -> each.edit().equals("SAFE"));
  }

  static Stream<Case> notRepaired() throws IOException {
    return cases().stream().filter(each -> !each.edit().equals("SAFE"));
  }

  @Test
  void everyCaseIsExpected() throws IOException {
    try (Stream<Path> folders = Files.list(Servers.testdata("damaged"))) {
      assertThat(cases().stream().map(Case::name))
          .containsExactlyElementsOf(
              folders
                  .filter(Files::isDirectory)
                  .map(path -> path.getFileName().toString())
                  .sorted()
                  .toList());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void verdictLoadsAndClassOfEditAreAsExpected(Case each) throws IOException {
    CheckOptions auto = CheckOptions.defaults();
    for (CheckOptions options : List.of(auto, auto.withServer(each.server()))) {
      Report report = Checker.check(each.data(), options);

      assertThat(report.verdict().id()).isEqualTo(each.verdict());
      assertThat(report.loads().strict()).isEqualTo(each.strict());
      assertThat(report.loads().lenient()).isEqualTo(each.lenient());
      assertThat(edit(RepairPlanner.plan(report))).isEqualTo(each.edit());
    }
  }

  private static String edit(RepairPlan plan) {
    if (plan.nothingToDo()) {
      return "none";
    }
    return plan.refusals().isEmpty() ? "SAFE" : plan.refusals().get(0).editClass().name();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void realServerStartsAsPredicted(Case each) throws IOException {
    for (LoadProbe.Mode mode : LoadProbe.Mode.values()) {
      LoadProbe.Result result = LoadProbe.probe(each.program(), each.data(), mode);

      assertThat(result.loads())
          .as("%s\n%s", mode, String.join("\n", result.log()))
          .isEqualTo(mode == LoadProbe.Mode.STRICT ? each.strict() : each.lenient());
    }
  }

  @ParameterizedTest
  @MethodSource("safe")
  void safeRepairBringsBackEveryKeyValueTypeAndExpiry(Case each) throws IOException {
    DataSet expected = DamagedCases.recovered(each.program(), each.data());
    TempTree.copy(each.data(), folder);

    RepairOutcome outcome = repair(folder);

    assertThat(outcome.after().verdict().id()).isEqualTo("clean");
    assertThat(RepairPlanner.plan(outcome.after()).nothingToDo()).isTrue();
    for (LoadProbe.Mode mode : LoadProbe.Mode.values()) {
      DataSet data = LoadProbe.probe(each.program(), folder, mode).dataOrThrow();
      assertThat(data.diff(expected)).isEmpty();
      assertThat(DamagedCases.keys(data)).isEqualTo(each.keys());
    }
    Commit.undo(folder, CommitOptions.of(Clock.systemUTC(), "test"));
    assertThat(Snapshots.contents(folder)).isEqualTo(Snapshots.contents(each.data()));
  }

  private static RepairOutcome repair(Path path) throws IOException {
    Report report = Checker.check(path, CheckOptions.defaults());
    RepairPlan plan = RepairPlanner.plan(report);
    RepairOptions options =
        new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    return Repair.apply(path, report, plan, options, CheckOptions.defaults());
  }

  @ParameterizedTest
  @MethodSource("notRepaired")
  void whatIsNotRepairedIsNotTouched(Case each) throws IOException {
    TempTree.copy(each.data(), folder);
    Map<String, String> before = Snapshots.contentsAndTimes(folder);

    RepairPlan plan = RepairPlanner.plan(Checker.check(folder, CheckOptions.defaults()));

    assertThat(plan.nothingToDo()).isEqualTo(each.edit().equals("none"));
    if (!plan.nothingToDo()) {
      assertThat(plan.safeOnly()).isFalse();
      assertThat(plan.refusals()).allSatisfy(refusal -> assertThat(refusal.reason()).isNotBlank());
    }
    assertThat(Snapshots.contentsAndTimes(folder)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("notRepaired")
  void keysOfCasesThatAreNotRepairedAreAsExpected(Case each) throws IOException {
    DataSet data =
        each.edit().equals("none")
            ? LoadProbe.probe(each.program(), each.data(), LoadProbe.Mode.STRICT).dataOrThrow()
            : DamagedCases.recovered(each.program(), each.data());

    assertThat(DamagedCases.keys(data)).isEqualTo(each.keys());
  }
}
