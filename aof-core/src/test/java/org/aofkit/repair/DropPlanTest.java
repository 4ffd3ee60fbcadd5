package org.aofkit.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.GapCause;
import org.aofkit.check.GapContext;
import org.junit.jupiter.api.Test;

/** Which range goes because of a gap, what is selected behind it, and how ranges become one. */
class DropPlanTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  /** What stands around a gap, as far as it matters here; the part behind ends at 1000. */
  private static final class Around {
    private long transaction = -1;
    private OptionalInt before = OptionalInt.of(3);
    private boolean select = true;
    private boolean maySelect;
    private long orphanEnd = -1;
    private OptionalInt orphan = NONE;
    private long knownAt = -1;
    private OptionalInt known = NONE;
    private boolean needsSelect;

    Damage.Gap gap(long offset, long end) {
      GapContext context =
          new GapContext(
              transaction,
              0,
              before,
              before,
              select,
              maySelect,
              1000,
              0,
              0,
              orphanEnd,
              0,
              orphan,
              knownAt,
              known,
              needsSelect,
              0,
              0);
      return new Damage.Gap(
          Path.of("f"),
          offset,
          end - offset,
          EditClass.LOSSY,
          "reason at " + offset,
          GapCause.BAD_BYTES,
          false,
          context);
    }
  }

  private static Around around() {
    return new Around();
  }

  private static List<String> of(AmbiguousDatabase way, List<Integer> databases, Damage.Gap... g) {
    List<String> drops = new ArrayList<>();
    for (DropPlan.Drop drop : new DropPlan(databases, way).of(List.of(g))) {
      String select = drop.select().isPresent() ? " SELECT " + drop.select().getAsInt() : "";
      drops.add(drop.start() + "-" + drop.end() + select);
    }
    return drops;
  }

  private static List<String> drop(Damage.Gap... gaps) {
    return of(AmbiguousDatabase.DROP, List.of(3, 7), gaps);
  }

  @Test
  void aGapGoesAloneAndInATransactionWithAllOfIt() {
    assertThat(drop(around().gap(100, 150))).containsExactly("100-150");
    Around open = around();
    open.transaction = 0;
    assertThat(drop(open.gap(100, 150))).containsExactly("0-1000");
    open.transaction = 60;
    assertThat(drop(open.gap(100, 150))).containsExactly("60-1000");
  }

  @Test
  void aTransactionThatLostItsMultiGoesToItsExecAndItsDatabaseHolds() {
    Around orphan = around();
    orphan.orphanEnd = 300;
    assertThat(drop(orphan.gap(100, 150))).containsExactly("100-300");
    orphan.orphan = OptionalInt.of(7);
    assertThat(drop(orphan.gap(100, 150))).containsExactly("100-300 SELECT 7");
    orphan.orphan = OptionalInt.of(3);
    assertThat(drop(orphan.gap(100, 150))).containsExactly("100-300");
    orphan.select = false;
    assertThat(drop(orphan.gap(100, 150))).containsExactly("100-300 SELECT 3");
  }

  @Test
  void anExecAtTheVeryBeginningCountsToo() {
    Around orphan = around();
    orphan.orphanEnd = 0;
    assertThat(drop(orphan.gap(0, 0))).containsExactly("0-0");
  }

  @Test
  void withoutADatabaseAllGoesUpToWhereOneIsKnown() {
    Around lost = around();
    lost.maySelect = true;
    assertThat(drop(lost.gap(100, 150))).containsExactly("100-1000");
    lost.knownAt = 400;
    lost.known = OptionalInt.of(7);
    assertThat(drop(lost.gap(100, 150))).containsExactly("100-400");
    lost.needsSelect = true;
    assertThat(drop(lost.gap(100, 150))).containsExactly("100-400 SELECT 7");
    // Where it is selected at once, nothing more goes.
    lost.knownAt = 150;
    assertThat(drop(lost.gap(100, 150))).containsExactly("100-150 SELECT 7");
    lost.needsSelect = false;
    assertThat(drop(lost.gap(100, 150))).containsExactly("100-150");
    lost.knownAt = 0;
    lost.known = NONE;
    assertThat(drop(lost.gap(0, 0))).containsExactly("0-0");
  }

  @Test
  void theOnlyDatabaseIsSelectedWhereNothingHolds() {
    Around lost = around();
    lost.maySelect = true;
    lost.select = false;
    AmbiguousDatabase way = AmbiguousDatabase.DROP;
    assertThat(of(way, List.of(5), lost.gap(100, 150))).containsExactly("100-150 SELECT 5");
    assertThat(of(way, List.of(0), lost.gap(100, 150))).containsExactly("100-150");
    // Once is enough for a file.
    assertThat(of(way, List.of(5), lost.gap(100, 150), lost.gap(200, 220)))
        .containsExactly("100-150 SELECT 5", "200-220");
    lost.select = true;
    assertThat(of(way, List.of(5), lost.gap(100, 150))).containsExactly("100-150");
  }

  @Test
  void whoWantsToKeepThemGetsTheLastDatabaseThatWasKnown() {
    Around lost = around();
    lost.maySelect = true;
    AmbiguousDatabase way = AmbiguousDatabase.KEEP;
    List<Integer> two = List.of(3, 7);
    assertThat(of(way, two, lost.gap(100, 150))).containsExactly("100-150 SELECT 3");
    assertThat(of(way, two, lost.gap(100, 1000))).containsExactly("100-1000");
    lost.before = NONE;
    assertThat(of(way, two, lost.gap(100, 150))).containsExactly("100-150 SELECT 0");
    assertThat(of(way, two, around().gap(10, 20), lost.gap(100, 150)))
        .containsExactly("10-20", "100-150 SELECT 3");
  }

  @Test
  void rangesThatTouchBecomeOneAndTheLastSelectHolds() {
    Around selecting = around();
    selecting.maySelect = true;
    selecting.known = OptionalInt.of(7);
    selecting.needsSelect = true;
    selecting.knownAt = 400;
    Damage.Gap long0 = selecting.gap(100, 150);
    assertThat(drop(long0, around().gap(200, 220))).containsExactly("100-400 SELECT 7");
    assertThat(drop(long0, around().gap(400, 420))).containsExactly("100-420 SELECT 7");
    assertThat(drop(long0, around().gap(401, 420))).containsExactly("100-400 SELECT 7", "401-420");
    // Behind what reaches as far or further its SELECT holds, if it has one.
    Around other = around();
    other.maySelect = true;
    other.known = OptionalInt.of(3);
    other.needsSelect = true;
    other.knownAt = 400;
    assertThat(drop(long0, other.gap(200, 220))).containsExactly("100-400 SELECT 3");
    other.knownAt = 399;
    assertThat(drop(long0, other.gap(200, 220))).containsExactly("100-400 SELECT 7");
    other.knownAt = 500;
    assertThat(drop(long0, other.gap(200, 220))).containsExactly("100-500 SELECT 3");
    Around open = around();
    open.transaction = 50;
    assertThat(drop(long0, open.gap(500, 520))).containsExactly("50-1000 SELECT 7");
  }

  @Test
  void whatARangeIsForIsToldInOneLine() {
    DropPlan plan = new DropPlan(List.of(0), AmbiguousDatabase.DROP);
    List<DropPlan.Drop> drops =
        plan.of(
            List.of(
                around().gap(100, 150),
                around().gap(200, 250),
                around().gap(250, 260),
                around().gap(260, 270)));
    assertThat(drops).hasSize(2);
    assertThat(DropPlan.reason(drops.get(0))).isEqualTo("reason at 100");
    assertThat(DropPlan.reason(drops.get(1)))
        .isEqualTo("reason at 200; and 2 more damages in the same range");
    assertThat(drops.get(1).length()).isEqualTo(70);
    assertThat(DropPlan.isSomething(drops.get(0))).isTrue();
    List<Damage.Gap> none = List.of();
    assertThat(DropPlan.isSomething(new DropPlan.Drop(7, 7, NONE, none))).isFalse();
    assertThat(DropPlan.isSomething(new DropPlan.Drop(7, 7, OptionalInt.of(0), none))).isTrue();
    assertThat(DropPlan.isSomething(new DropPlan.Drop(7, 8, NONE, none))).isTrue();
  }
}
