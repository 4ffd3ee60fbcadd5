package org.aofkit.repair;

import static org.aofkit.repair.Images.KEYS;
import static org.aofkit.repair.Images.ascii;
import static org.aofkit.repair.Images.find;
import static org.aofkit.repair.Images.image;
import static org.aofkit.repair.Images.join;
import static org.aofkit.repair.Images.zeroed;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged RDB images wherever they stand, under the policy {@code salvage}. */
class ImageRepairTest {
  private static final PlanOptions SALVAGE = PlanOptions.of(Policy.SALVAGE);

  @TempDir Path folder;

  @Test
  void aDamagedBaseIsWrittenAnewAndTheIncrsStay() throws IOException {
    AofDir dir =
        AofDir.in(folder).base(Aof.raw(damaged(true))).incr(Aof.of(select(0), set("a", "1")));
    Map<String, String> before = AofDir.snapshot(dir.path(), false);

    RepairPlan plan = dir.plan(SALVAGE);
    RepairOutcome outcome = dir.repair(SALVAGE);

    PlannedEdit edit = plan.edits().get(0);
    assertThat(edit.kind()).isEqualTo(EditKind.REWRITE_BASE);
    assertThat(edit.editClass()).isEqualTo(EditClass.LOSSY);
    assertThat(edit.reason()).contains("37 keys kept, 3 keys lost, 0 keys in doubt");
    assertThat(plan.lost().keys()).isEqualTo(3);
    assertThat(plan.lost().keysAtLeast()).isFalse();
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.after().stats().rdbKeys()).isEqualTo(37);
    assertThat(dir.plan(SALVAGE).nothingToDo()).isTrue();
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
  }

  @Test
  void keysWhoseNamesCanBeReadAreNamed() throws IOException {
    byte[] image = image(true);
    byte[] torn = Arrays.copyOf(image, find(image, "the value number 30") + 5);
    AofDir dir = AofDir.in(folder).base(Aof.raw(torn)).incr(Aof.of(set("a", "1")));
    RepairPlan plan = dir.plan(SALVAGE);
    assertThat(plan.notes()).anyMatch(note -> note.contains("key user:1030 of database 0"));
    assertThat(plan.lost().keys()).isEqualTo(10);
    assertThat(plan.lost().keysAtLeast()).isTrue();
    assertThat(plan.edits().get(0).reason()).contains("at least 10 keys lost");
  }

  @Test
  void otherPoliciesLeaveItAlone() throws IOException {
    for (Policy policy : new Policy[] {Policy.SAFE, Policy.PREFIX}) {
      AofDir dir = AofDir.in(folder).base(Aof.raw(damaged(true))).incr(Aof.of(set("a", "1")));
      RepairPlan plan = dir.plan(PlanOptions.of(policy));
      assertThat(plan.mayBeApplied()).isFalse();
      assertThat(plan.edits()).isEmpty();
    }
  }

  @Test
  void aFlippedBitOfABaseCostsNothing() throws IOException {
    byte[] image = image(true);
    byte[] flipped = image.clone();
    flipped[find(image, "user:1010") - 1] ^= 0x40;
    AofDir dir = AofDir.in(folder).base(Aof.raw(flipped)).incr(Aof.of(set("a", "1")));

    RepairPlan plan = dir.plan(SALVAGE);
    dir.repair(SALVAGE);

    assertThat(plan.lost().isNothing()).isTrue();
    assertThat(Files.readAllBytes(dir.file("appendonly.aof.1.base.rdb"))).isEqualTo(image);
  }

  @Test
  void anImageWithoutItsHeadIsPutRightAndNeverTakenForALog() throws IOException {
    byte[] image = image(true);
    for (int length : new int[] {1, 5, 9}) {
      byte[] headless = image.clone();
      Arrays.fill(headless, 0, length, (byte) 'x');
      AofDir dir = AofDir.in(folder).base(Aof.raw(headless)).incr(Aof.of(set("a", "1")));
      assertThat(dir.plan(PlanOptions.safe()).mayBeApplied()).isFalse();
      assertThat(dir.plan(PlanOptions.of(Policy.PREFIX)).mayBeApplied()).isFalse();

      dir.repair(SALVAGE);

      assertThat(Files.readAllBytes(dir.file("appendonly.aof.1.base.rdb"))).isEqualTo(image);

      Path dump = Files.write(folder.resolve("dump-" + length + ".rdb"), headless);
      Report report = Checker.check(dump, CheckOptions.defaults());
      assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
      RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), SALVAGE);
      assertThat(plan.edits()).extracting(PlannedEdit::kind).containsExactly(EditKind.REWRITE_BASE);
    }
  }

  @Test
  void aChecksumThatDoesNotMatchTakesTheOperatorsWord() throws IOException {
    byte[] image = image(true);
    int value = find(image, "the value number 10");
    Arrays.fill(image, value, value + 12, (byte) 'x');
    AofDir dir = AofDir.in(folder).base(Aof.raw(image)).incr(Aof.of(set("a", "1")));

    RepairPlan refused = dir.plan(SALVAGE);
    RepairPlan plan = dir.plan(SALVAGE.withAcceptedLoss());

    assertThat(refused.mayBeApplied()).isFalse();
    assertThat(refused.refusals())
        .extracting(Refusal::editClass)
        .containsExactly(EditClass.UNLOCATED);
    assertThat(plan.edits().get(0).editClass()).isEqualTo(EditClass.UNLOCATED);
    assertThat(plan.notes()).anyMatch(note -> note.contains("some are wrong"));
    assertThat(dir.repair(SALVAGE.withAcceptedLoss()).after().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void commandsBehindAPreambleStay() throws IOException {
    byte[] log = Aof.of(select(0), set("a", "1"), set("b", "2")).bytes();
    Path file = folder.resolve("appendonly.aof");
    Files.write(file, join(damaged(true), log));

    RepairOutcome outcome = AofDir.repair(file, SALVAGE);

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.after().stats().commands()).isEqualTo(3);
    assertThat(outcome.after().stats().rdbKeys()).isEqualTo(37);
  }

  @Test
  void commandsWhoseBeginningIsLostAreNotCutOff() throws IOException {
    byte[] image = image(true);
    byte[] log = Aof.of(select(0), set("a", "1"), set("b", "2")).bytes();
    byte[] both = join(image, log);
    Arrays.fill(both, image.length - 30, image.length + 30, (byte) 0);
    Path file = folder.resolve("appendonly.aof");
    Files.write(file, both);

    Report report = Checker.check(file, CheckOptions.defaults());
    RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), SALVAGE);

    assertThat(plan.mayBeApplied()).isFalse();
    assertThat(plan.refusals().get(0).reason()).contains("where the image ends");
  }

  @Test
  void anImageAtTheHeadOfAnIncrIsMended() throws IOException {
    AofDir dir =
        AofDir.in(folder)
            .incr(Aof.raw(join(damaged(true), Aof.of(select(0), set("a", "1")).bytes())));

    assertThat(dir.repair(SALVAGE).after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.check().stats().commands()).isEqualTo(2);
  }

  @Test
  void aPlainDumpIsMended() throws IOException {
    Path dump = folder.resolve("dump.rdb");
    Files.write(dump, damaged(false));

    RepairOutcome outcome = AofDir.repair(dump, SALVAGE);

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.after().stats().rdbKeys()).isEqualTo(37);
  }

  @Test
  void damageOfAnImageIsSaidByTheCheck() throws IOException {
    Path dump = folder.resolve("dump.rdb");
    Files.write(dump, damaged(false));
    Report report = Checker.check(dump, CheckOptions.defaults());
    assertThat(report.damages()).hasSize(1).first().isInstanceOf(Damage.DamagedImage.class);
    assertThat(report.damages().get(0).editClass()).isEqualTo(EditClass.LOSSY);
  }

  @Test
  void aDamagedValueIsNotSealedByAnAcceptedLoss() throws IOException {
    byte[] image = withSet();
    System.arraycopy(ascii("member-a"), 0, image, find(image, "member-b"), 8);
    image[find(image, "the value number 30")] ^= 1;
    Path dump = Files.write(folder.resolve("dump.rdb"), image);
    PlanOptions accepting = SALVAGE.withAcceptedLoss();

    RepairOutcome outcome = AofDir.repair(dump, accepting);

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.after().stats().rdbKeys()).isEqualTo(KEYS);
    assertThat(outcome.lost().keys()).isEqualTo(1);
    Report report = Checker.check(dump, CheckOptions.defaults());
    assertThat(RepairPlanner.plan(report, CheckOptions.defaults(), accepting).nothingToDo())
        .isTrue();
  }

  @Test
  void itIsSaidThatNoChecksumProvesWhatIsKept() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.raw(damaged(true))).incr(Aof.of(set("a", "1")));
    assertThat(dir.plan(SALVAGE).notes()).anyMatch(note -> note.startsWith("No checksum proves"));
    byte[] flipped = image(true);
    flipped[find(flipped, "user:1010") - 1] ^= 0x40;
    AofDir other = AofDir.in(folder).base(Aof.raw(flipped)).incr(Aof.of(set("a", "1")));
    assertThat(other.plan(SALVAGE).notes()).noneMatch(note -> note.contains("No checksum"));
  }

  @Test
  void functionLibrariesThatGoAreSaid() throws IOException {
    byte[] image = withLibraries(2);
    int first = find(image, "name=lib0");
    int second = find(image, "name=lib1");
    assertThat(notes(zeroed(image, first, first + 5)))
        .anyMatch(note -> note.contains("1 function library is lost"));
    assertThat(notes(zeroed(image, second - 20, second + 5)))
        .anyMatch(note -> note.contains("unction librar"));
    assertThat(notes(zeroed(image, find(image, "user:1010"), find(image, "user:1012"))))
        .noneMatch(note -> note.contains("unction"));
    assertThat(notes(Arrays.copyOf(image, second + 4)))
        .anyMatch(note -> note.contains("1 function library and perhaps more are lost"));
  }

  @Test
  void librariesThatMayNotBeLoadedGoWhereNoChecksumProvesThem() throws IOException {
    byte[] image = withLibraries(3);
    int call = find(image, "register_function('f1'");
    byte[] letters = image.clone();
    System.arraycopy(ascii("abcdefgh"), 0, letters, call, 8);
    byte[] torn = Arrays.copyOf(letters, letters.length - 40);
    assertThat(notes(torn)).anyMatch(note -> note.contains("1 function library is lost"));
    byte[] whole = Arrays.copyOf(image, image.length - 40);
    assertThat(notes(whole)).noneMatch(note -> note.contains("unction librar"));
    byte[] twice = image.clone();
    twice[call + "register_function('f".length()] = '0';
    assertThat(notes(Arrays.copyOf(twice, twice.length - 40)))
        .anyMatch(note -> note.contains("1 function library is lost"));
  }

  @Test
  void librariesThatRegisterNothingOrTheSameAreRefused() throws IOException {
    assertThat(verdict("redis.register_function('f', function() end)", "local x = 1"))
        .isEqualTo(Verdict.CORRUPT);
    String one = "redis.register_function('f', function() end)";
    assertThat(verdict(one, one)).isEqualTo(Verdict.CORRUPT);
    assertThat(verdict(one, one.replace("'f'", "'g'"))).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void anEndInTheMidstIsLossyAndSalvageGoesOnBehindIt() throws IOException {
    byte[] image = image(false);
    int at = find(image, "user:1020") - 2;
    image[at] = (byte) 0xFF;
    Arrays.fill(image, at + 1, at + 9, (byte) 0);
    Path dump = Files.write(folder.resolve("dump.rdb"), image);
    Report report = Checker.check(dump, CheckOptions.defaults());
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.code()).isEqualTo(FindingCode.RDB_EARLY_END);
              assertThat(finding.offset()).isEqualTo(at);
              assertThat(finding.message())
                  .contains("20 of the 40 keys")
                  .contains(image.length - at - 9 + " bytes follow");
            });
    RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), SALVAGE);
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.edits()).hasSize(1);
    assertThat(plan.edits().get(0).reason()).contains("38 keys kept");
  }

  @Test
  void bytesBehindAnEndThatLacksNoKeysAreIgnored() throws IOException {
    Path dump = folder.resolve("dump.rdb");
    byte[] image = image(false);
    Arrays.fill(image, image.length - 8, image.length, (byte) 0);
    Files.write(dump, join(image, ascii("0123456789")));
    assertThat(Checker.check(dump, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
  }

  private Verdict verdict(String first, String second) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.function(ascii("#!lua name=a\n" + first));
    writer.function(ascii("#!lua name=b\n" + second));
    writer.end();
    Path dump = Files.write(folder.resolve("dump.rdb"), bytes.toByteArray());
    return Checker.check(dump, CheckOptions.defaults()).verdict();
  }

  @Test
  void keysOfADatabaseInDoubtNameTheOptionThatKeepsThem() throws IOException {
    byte[] image = image(true);
    int sizes = find(image, "\u00fb\u0028\u0000");
    byte[] without =
        join(Arrays.copyOf(image, sizes), Arrays.copyOfRange(image, sizes + 3, image.length));
    byte[] damaged = zeroed(without, find(without, "user:1010"), find(without, "user:1012"));
    assertThat(notes(damaged)).anyMatch(note -> note.contains("--ambiguous-db keep"));
    assertThat(notes(damaged(false))).noneMatch(note -> note.contains("--ambiguous-db"));
  }

  private List<String> notes(byte[] image) throws IOException {
    Path dump = Files.write(folder.resolve("dump.rdb"), image);
    Report report = Checker.check(dump, CheckOptions.defaults());
    return RepairPlanner.plan(report, CheckOptions.defaults(), SALVAGE).notes();
  }

  private static byte[] withSet() throws IOException {
    return image(
        true,
        0,
        writer ->
            writer.key(
                KeyHead.of(ascii("mix")),
                RdbValue.set(List.of(ascii("member-a"), ascii("member-b"), ascii("member-c")))));
  }

  private static byte[] withLibraries(int count) throws IOException {
    return image(false, count, writer -> {});
  }

  /** NULs over three keys. */
  private static byte[] damaged(boolean isBase) throws IOException {
    byte[] image = image(isBase);
    Arrays.fill(image, find(image, "user:1010"), find(image, "user:1012"), (byte) 0);
    return image;
  }
}
