package org.aofkit.repair;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.check.EditClass;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.PlainLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repairs keep every command, leave nothing to do behind, and can be taken back to the byte. */
class RepairTest {
  private static final Aof GOOD = Aof.of(select(5), set("a", "1"));
  private static final Aof BEHIND = Aof.of(set("b", "2"), set("c", "3"));
  private static final Aof SPLIT = set("split", "a value in two parts");

  @TempDir Path folder;

  private AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr);
  }

  /** Directories that need SAFE edits only, with the commands that must be there afterwards. */
  private Map<AofDir, List<String>> repairable() throws IOException {
    Map<AofDir, List<String>> all = new LinkedHashMap<>();
    List<String> whole = PlainLog.words(Aof.of(GOOD, BEHIND));
    for (int length : new int[] {1, 2, 19, 20, 21, 64}) {
      all.put(dir(GOOD, nuls(length), BEHIND), whole);
    }
    all.put(dir(GOOD, nuls(100_000), BEHIND), whole);
    all.put(dir(nuls(4096), GOOD, BEHIND), whole);
    all.put(dir(nuls(7), GOOD, nuls(1000), BEHIND), whole);
    all.put(dir(GOOD, nuls(700), BEHIND, SPLIT.cutBy(3)), whole);
    all.put(dir(GOOD, nuls(7), BEHIND, SPLIT.cutBy(3)), whole);
    all.put(dir(GOOD, BEHIND, nuls(300)), whole);
    all.put(dir(GOOD, BEHIND, SPLIT.cutBy(9), nuls(300)), whole);
    all.put(dir(GOOD, BEHIND, nuls(300), SPLIT.cutBy(9)), whole);
    all.put(dir(GOOD, BEHIND, multi(), set("x", "1")), whole);
    all.put(dir(GOOD, BEHIND, text("#TS:17")), whole);
    all.put(dir(GOOD, timestamp(17), nuls(50), timestamp(18), BEHIND), whole);
    for (int length : new int[] {1, 23, 24, 42, 43, 4096}) {
      all.put(dir(GOOD).incr(nuls(length), BEHIND), PlainLog.inDatabase(5, GOOD, BEHIND));
    }
    all.put(dir(GOOD).incr(BEHIND), PlainLog.inDatabase(5, GOOD, BEHIND));
    for (int kept = 1; kept < SPLIT.length(); kept += 6) {
      AofDir split = dir(GOOD, SPLIT.head(kept)).incr(SPLIT.from(kept), BEHIND);
      all.put(split, PlainLog.inDatabase(5, Aof.of(GOOD, SPLIT), BEHIND));
    }
    AofDir both =
        dir(GOOD, nuls(9), BEHIND, SPLIT.head(20)).incr(SPLIT.from(20), BEHIND, nuls(3), BEHIND);
    all.put(both, PlainLog.inDatabase(5, Aof.of(GOOD, BEHIND, SPLIT), Aof.of(BEHIND, BEHIND)));
    return all;
  }

  @Test
  void repairKeepsEveryCommandLeavesNothingToDoAndIsUndoneToTheByte() throws IOException {
    for (Map.Entry<AofDir, List<String>> each : repairable().entrySet()) {
      AofDir dir = each.getKey();
      Map<String, String> before = AofDir.snapshot(dir.path(), false);

      RepairOutcome outcome = dir.repair();

      assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(outcome.after().loads()).isEqualTo(Loads.YES);
      assertThat(outcome.warnings()).isEmpty();
      assertThat(RepairPlanner.plan(outcome.after()).nothingToDo()).isTrue();
      assertThat(words(dir)).isEqualTo(each.getValue());
      dir.undo();
      assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
    }
  }

  /** What stands in the incr files, PINGs left out. */
  private static List<String> words(AofDir dir) throws IOException {
    List<String> words = new ArrayList<>();
    for (int number = 1; Files.exists(dir.incrFile(number)); number++) {
      words.addAll(PlainLog.words(Aof.raw(dir.incrBytes(number))));
    }
    words.removeIf(command -> command.startsWith("PING "));
    return words;
  }

  @Test
  void maskLongerThanAnArgumentMayBeIsInPieces() throws IOException {
    AofDir dir = dir(GOOD, nuls((32 << 20) + 5), BEHIND);

    dir.repair();

    List<String> words = PlainLog.words(Aof.raw(dir.incrBytes(1)));
    assertThat(words).hasSize(4 + 3);
    assertThat(words.stream().mapToInt(String::length).max().orElseThrow()).isLessThan(17 << 20);
  }

  @Test
  void holeIsMaskedInPlaceAndItsBytesStay() throws IOException {
    AofDir dir = dir(GOOD, nuls(70_000), BEHIND);
    Object inode = Files.getAttribute(dir.incrFile(1), "unix:ino");
    byte[] before = dir.incrBytes(1);

    RepairPlan plan = dir.plan();
    dir.repair();

    assertThat(plan.edits()).extracting(PlannedEdit::kind).containsExactly(EditKind.MASK);
    assertThat(plan.lost()).isEqualTo(Lost.NOTHING);
    assertThat(Files.getAttribute(dir.incrFile(1), "unix:ino")).isEqualTo(inode);
    byte[] after = dir.incrBytes(1);
    assertThat(after).hasSameSizeAs(before);
    assertThat(changed(before, after)).isLessThan(40);
  }

  private static int changed(byte[] before, byte[] after) {
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] == after[i] ? 0 : 1;
    }
    return changed;
  }

  @Test
  void planChangesNothingAndIsTheSameEachTime() throws IOException {
    for (AofDir dir :
        List.of(dir(GOOD, nuls(700), BEHIND), dir(GOOD).incr(BEHIND), dir(GOOD, SPLIT.cutBy(2)))) {
      Map<String, String> before = AofDir.snapshot(dir.path(), true);

      RepairPlan plan = dir.plan();

      assertThat(dir.plan()).isEqualTo(plan);
      assertThat(plan.safeOnly()).isTrue();
      assertThat(AofDir.snapshot(dir.path(), true)).isEqualTo(before);
      assertThat(dir.path().resolve(".aof-fsck")).doesNotExist();
    }
  }

  @Test
  void cleanDirectoryNeedsNothing() throws IOException {
    assertThat(dir(GOOD, BEHIND).plan().nothingToDo()).isTrue();
  }

  @Test
  void oneDamageThatIsNotSafeKeepsAllOthersFromBeingMended() throws IOException {
    AofDir dir = dir(GOOD, nuls(700), BEHIND, text("junk\r\n"), GOOD);

    RepairPlan plan = dir.plan();

    assertThat(plan.safeOnly()).isFalse();
    assertThat(plan.refusals()).hasSize(1);
    assertThat(plan.refusals().get(0).editClass()).isEqualTo(EditClass.LOSSY);
    assertThatThrownBy(dir::repair).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatATornTailGivesUpIsCounted() throws IOException {
    RepairPlan torn = dir(GOOD, SPLIT.cutBy(3)).plan();
    assertThat(torn.lost()).isEqualTo(new Lost(SPLIT.length() - 3, 0, 0, 0));

    RepairPlan open = dir(GOOD, multi(), set("x", "1")).plan();
    int bytes = multi().length() + set("x", "1").length();
    assertThat(open.lost()).isEqualTo(new Lost(bytes, 2, 1, 0));
  }

  @Test
  void planIsRefusedOnFilesThatHaveChangedSince() throws IOException {
    AofDir dir = dir(GOOD, nuls(700), BEHIND);
    Report report = dir.check();
    Files.write(dir.incrFile(1), Aof.of(GOOD, nuls(700), BEHIND, BEHIND).bytes());

    assertThatThrownBy(() -> RepairPlanner.plan(report))
        .isInstanceOf(org.aofkit.commit.ChangedUnderUsException.class);
  }

  @Test
  void otherAppendFilenameIsRepairedToo() throws IOException {
    AofDir dir = AofDir.named(folder, "store").base(image(0, 1)).incr(GOOD, nuls(700), BEHIND);

    assertThat(dir.repair().after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(words(dir)).isEqualTo(PlainLog.words(Aof.of(GOOD, BEHIND)));
  }

  @Test
  void singleFileWithAHoleIsRepaired() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("old"));
    Path file = dir.resolve("appendonly.aof");
    Files.write(file, Aof.of(GOOD, nuls(700), BEHIND).bytes());

    RepairOutcome outcome = AofDir.repair(dir);

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(ByteBuffer.wrap(Files.readAllBytes(file)).limit(GOOD.length()))
        .isEqualTo(ByteBuffer.wrap(GOOD.bytes()));
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).contains("PING");
  }

  @Test
  void fileThatIsListedTwiceIsNotEditedSinceItIsLoadedTwice() throws IOException {
    Aof shared = Aof.of(set("x", "1"), select(5), set("y", "2"));
    Aof holed = Aof.of(select(1), set("x", "1"), nuls(30), select(5), set("y", "2"));
    for (Aof second : new Aof[] {shared, holed}) {
      AofDir dir = AofDir.in(folder).incr(select(0), set("a", "1")).incr(second);
      Path manifest = dir.file("appendonly.aof.manifest");
      String again = Files.readString(manifest) + "file appendonly.aof.2.incr.aof seq 3 type i\n";
      Files.writeString(manifest, again);

      assertThat(dir.plan().edits()).isEmpty();
      assertThat(dir.plan().refusals()).isNotEmpty();
    }
  }
}
