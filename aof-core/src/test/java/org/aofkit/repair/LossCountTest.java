package org.aofkit.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says is lost, counted by hand; and what it says beside a point in time. */
class LossCountTest {
  private static final Aof FRONT = Aof.of(Aof.select(0), Aof.set("a", "1"));
  private static final Aof GARBAGE = Aof.text("garbage\r\n");

  @TempDir Path folder;

  private Lost lostBehindGarbage(Aof... behind) throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(0, 2));
    dir.incr(Aof.of(FRONT, GARBAGE, Aof.of(behind)));
    RepairPlan plan = dir.plan(PlanOptions.of(Policy.PREFIX));
    assertThat(plan.refusals()).isEmpty();
    return plan.lost();
  }

  @Test
  void keysAreCountedOnceInEachDatabase() throws IOException {
    Aof twelve = Aof.of(Aof.select(12), Aof.set("k", "1"), Aof.set("k", "2"));
    Aof two = Aof.of(Aof.select(2), Aof.set("k", "3"));
    Aof one = Aof.of(Aof.select(1), Aof.set("k", "4"));

    Lost lost = lostBehindGarbage(twelve, two, one, Aof.select(12), Aof.set("k", "5"));

    assertThat(lost.keys()).isEqualTo(3);
    assertThat(lost.commands()).isEqualTo(9);
    assertThat(lost.keysAtLeast()).isFalse();
  }

  @Test
  void aSelectThatIsNoneChangesNothing() throws IOException {
    Aof odd = Aof.of(Aof.command("SELECT", "x"), Aof.command("SELECT", "12345678901"));

    Lost lost = lostBehindGarbage(Aof.select(3), Aof.set("k", "1"), odd, Aof.set("k", "1"));

    assertThat(lost.keys()).isEqualTo(1);
  }

  @Test
  void everyKeyOfACommandCountsAndNoValue() throws IOException {
    Lost lost =
        lostBehindGarbage(
            Aof.command("MSET", "a", "v", "b", "v", "c", "v"),
            Aof.command("DEL", "x", "y", "z", "a"),
            Aof.command("RENAME", "x", "n"),
            Aof.command("GET", "not-written"),
            Aof.command("SWAPDB", "0", "1"));

    assertThat(lost.keys()).isEqualTo(7);
    assertThat(lost.commands()).isEqualTo(5);
  }

  @Test
  void aTransactionIsOneAndItsCommandsCount() throws IOException {
    Aof one = Aof.of(Aof.multi(), Aof.set("a", "1"), Aof.set("b", "1"), Aof.exec());

    Lost lost = lostBehindGarbage(one, one, Aof.set("c", "1"));

    assertThat(lost.transactions()).isEqualTo(2);
    assertThat(lost.commands()).isEqualTo(9);
    assertThat(lost.keys()).isEqualTo(3);
  }

  @Test
  void aFileThatGoesAsAWholeTakesTheKeysOfItsImageToo() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(0, 2));
    Aof first = Aof.of(FRONT, GARBAGE, Aof.set("b", "1"));
    Aof second = Aof.of(Aof.image(1, 5), Aof.select(0), Aof.set("d", "1"));
    dir.incr(first).incr(second);

    Lost lost = dir.plan(PlanOptions.of(Policy.PREFIX)).lost();

    assertThat(lost.keys()).isEqualTo(7);
    assertThat(lost.commands()).isEqualTo(3);
    assertThat(lost.bytes()).isEqualTo(first.length() - FRONT.length() + second.length());
  }

  @Test
  void ofAPointBehindTheFirstDamageThatIsSaid() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(0, 2));
    dir.incr(Aof.of(FRONT, GARBAGE, Aof.set("b", "1"), Aof.set("c", "1")));
    int behind = FRONT.length() + GARBAGE.length() + Aof.set("b", "1").length();
    String file = "appendonly.aof.1.incr.aof";

    RepairPlan late =
        dir.plan(PlanOptions.of(Policy.PREFIX).until(new PointInTime.Place(file, behind)));
    RepairPlan early =
        dir.plan(
            PlanOptions.of(Policy.PREFIX)
                .until(new PointInTime.Place(file, Aof.select(0).length())));

    String said = "The first damage stands in front of that point";
    assertThat(late.notes()).anyMatch(note -> note.startsWith(said));
    assertThat(early.notes()).noneMatch(note -> note.startsWith(said));
    assertThat(late.lost().commands()).isEqualTo(2);
    assertThat(early.lost().commands()).isEqualTo(3);
  }

  @Test
  void nothingIsGivenUpBesideAnImageThatIsNewerThanThis() throws IOException {
    AofDir dir = AofDir.in(folder);
    byte[] image = Aof.image(0, 2).bytes();
    System.arraycopy("0099".getBytes(StandardCharsets.US_ASCII), 0, image, 5, 4);
    dir.base(Aof.raw(image)).incr(Aof.of(FRONT, GARBAGE, Aof.set("b", "1")));

    RepairPlan plan = dir.plan(PlanOptions.of(Policy.SALVAGE));

    assertThat(plan.refusals())
        .extracting(Refusal::reason)
        .anyMatch(reason -> reason.contains("is newer than this version"));
  }
}
