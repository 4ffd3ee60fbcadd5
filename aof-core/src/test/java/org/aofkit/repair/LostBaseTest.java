package org.aofkit.repair;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.check.EditClass;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base of which no byte can be read, under the policy {@code salvage}. */
class LostBaseTest {
  private static final PlanOptions SALVAGE = PlanOptions.of(Policy.SALVAGE);
  private static final Aof A = Aof.of(select(5), set("a", "1"));

  @TempDir Path folder;

  private AofDir dir(Aof base, Aof... incr) throws IOException {
    return AofDir.in(folder).base(base).incr(incr);
  }

  private static Path base(AofDir dir) {
    return dir.file("appendonly.aof.1.base.rdb");
  }

  @Test
  void baseWithoutAReadableByteLeavesTheManifest() throws IOException {
    for (Aof lost : new Aof[] {Aof.empty(), nuls(1), nuls(70_000)}) {
      AofDir dir = dir(lost, A);
      Map<String, String> before = AofDir.snapshot(dir.path(), false);

      RepairPlan plan = dir.plan(SALVAGE);
      RepairOutcome outcome = dir.repair(SALVAGE);

      assertThat(plan.edits())
          .extracting(PlannedEdit::kind)
          .containsExactly(EditKind.MANIFEST, EditKind.DROP);
      assertThat(plan.edits().get(1).editClass()).isEqualTo(EditClass.LOSSY);
      assertThat(plan.edits().get(1).reason()).contains("the whole base is lost");
      assertThat(plan.lost().bytes()).isEqualTo(lost.length());
      assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(base(dir)).doesNotExist();
      for (Policy policy : Policy.values()) {
        assertThat(dir.plan(PlanOptions.of(policy)).nothingToDo()).isTrue();
      }
      dir.undo();
      assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
    }
  }

  @Test
  void otherDamagesAreMendedInTheSameRun() throws IOException {
    AofDir dir = dir(nuls(600), A, text("??? no command\r\n"), set("b", "2"), nuls(700));

    assertThat(dir.repair(SALVAGE).after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(base(dir)).doesNotExist();
  }

  @Test
  void baseStaysUnderTheOtherPolicies() throws IOException {
    for (Aof lost : new Aof[] {Aof.empty(), nuls(700)}) {
      for (Policy policy : new Policy[] {Policy.SAFE, Policy.PREFIX}) {
        assertThat(dir(lost, A).plan(PlanOptions.of(policy)).refusals()).isNotEmpty();
      }
    }
  }

  @Test
  void whereNothingWouldBeLeftItIsRefused() throws IOException {
    for (Aof lost : new Aof[] {Aof.empty(), nuls(700)}) {
      assertThat(dir(lost).plan(SALVAGE).refusals()).hasSize(1);
      assertThat(AofDir.in(folder).base(lost).plan(SALVAGE).refusals()).hasSize(1);
    }
  }

  @Test
  void baseThatIsNotListedAndMayHoldTheSameIsNotPassedOver() throws IOException {
    AofDir dir = dir(nuls(700), A);
    Files.write(dir.file("appendonly.aof.9.base.rdb"), image(5, 3).bytes());

    assertThat(dir.plan(SALVAGE).refusals()).hasSize(1);
    assertThat(dir.plan(SALVAGE.withAcceptedLoss()).refusals()).isEmpty();
  }

  @Test
  void imageWithADamagedHeadIsNotGivenUp() throws IOException {
    Aof image = image(5, 30);
    Aof doc = Aof.of(text("?"), A, A, A);
    RepairPlan mended = dir(image.with(0, text("Q")), A).plan(SALVAGE);
    assertThat(mended.refusals()).isEmpty();
    assertThat(mended.lost().keys()).isZero();
    for (Aof damaged : new Aof[] {image.with(0, nuls(64)), doc}) {
      RepairPlan plan = dir(damaged, A).plan(SALVAGE);

      assertThat(plan.refusals()).hasSize(1);
    }
  }
}
