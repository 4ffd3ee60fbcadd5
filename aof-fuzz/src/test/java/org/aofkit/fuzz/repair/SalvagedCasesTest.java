package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.fuzz.repair.DamagedCases.Case;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The damaged test data under the policy {@code salvage}, as reviewed by hand in {@code
 * salvage.tsv}: what a real server then holds is what the intact commands make, found without the
 * library.
 */
class SalvagedCasesTest {
  private static final String REFUSED = "refused";

  @TempDir Path folder;

  /**
   * A line of the table.
   *
   * @param drop keys by database with {@code --ambiguous-db=drop}, or {@code refused}
   * @param keep the same with {@code keep}
   * @param after the verdict behind the salvage; of a case that is refused the one it had
   */
  record Salvaged(Case damaged, String drop, String keep, String after) {
    @Override
    public String toString() {
      return damaged.name();
    }
  }

  static List<Salvaged> cases() throws IOException {
    List<String> lines = Files.readAllLines(Servers.testdata("damaged/salvage.tsv"));
    List<Case> all = DamagedCases.all();
    List<Salvaged> cases = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("\t", -1);
      Case damaged =
          all.stream().filter(each -> each.name().equals(cells[0])).findFirst().orElseThrow();
      assertThat(cells[4]).as("reason of %s", damaged).isNotBlank();
      cases.add(new Salvaged(damaged, cells[1], cells[2], cells[3]));
    }
    return cases;
  }

  @Test
  void everyCaseIsReviewed() throws IOException {
    assertThat(cases().stream().map(each -> each.damaged().name()))
        .containsExactlyElementsOf(DamagedCases.all().stream().map(Case::name).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void serverHoldsWhatTheIntactCommandsMake(Salvaged each) throws IOException {
    Path program = each.damaged().program();
    DataSet intact = intact(each.damaged());
    for (boolean drop : List.of(true, false)) {
      String expected = drop ? each.drop() : each.keep();
      Path copy = folder.resolve(drop ? "drop" : "keep");
      TempTree.copy(each.damaged().data(), copy);
      PlanOptions options = Repairs.salvage(drop);
      if (expected.equals(REFUSED)) {
        assertRefused(copy, options, each);
        continue;
      }

      Repairs.apply(copy, options);

      Report after = Checker.check(copy, CheckOptions.defaults());
      assertThat(after.verdict().id()).isEqualTo(each.after());
      if (each.after().equals("clean")) {
        assertThat(Repairs.plan(copy, options).nothingToDo()).isTrue();
      }
      LoadProbe.Result result = LoadProbe.probe(program, copy, LoadProbe.Mode.STRICT);
      assertThat(DamagedCases.keys(result.dataOrThrow())).isEqualTo(expected);
      if (!drop) {
        assertThat(result.dataOrThrow().diff(intact)).isEmpty();
      }
    }
  }

  /** What can be read without the library; of a healthy case what the server loads. */
  private static DataSet intact(Case damaged) throws IOException {
    return damaged.edit().equals("none")
        ? LoadProbe.probe(damaged.program(), damaged.data(), LoadProbe.Mode.STRICT).dataOrThrow()
        : DamagedCases.recovered(damaged.program(), damaged.data());
  }

  private static void assertRefused(Path copy, PlanOptions options, Salvaged each)
      throws IOException {
    Map<String, String> before = Snapshots.contentsAndTimes(copy);

    RepairPlan plan = Repairs.plan(copy, options);

    assertThat(plan.refusals()).isNotEmpty();
    assertThat(Checker.check(copy, CheckOptions.defaults()).verdict().id()).isEqualTo(each.after());
    assertThat(Snapshots.contentsAndTimes(copy)).isEqualTo(before);
  }
}
