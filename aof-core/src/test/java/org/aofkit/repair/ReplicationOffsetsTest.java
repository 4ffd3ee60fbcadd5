package org.aofkit.repair;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets in the manifest go with what they count, and stay where nothing was removed. */
class ReplicationOffsetsTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"));
  private static final Aof OPEN = Aof.of(multi(), set("x", "1"));
  private static final Aof TORN = set("torn", "value").cutBy(3);
  private static final String START = " startoffset 17";
  private static final String BOTH = START + " EndOffset 99 other pair";

  @TempDir Path folder;

  private AofDir dir(String pairs, Aof... incr) throws IOException {
    return withPairs(AofDir.in(folder).base(image(0, 1)).incr(incr), pairs);
  }

  private static AofDir withPairs(AofDir dir, String pairs) throws IOException {
    Path manifest = manifest(dir);
    Files.writeString(manifest, Files.readString(manifest).replace(" i\n", " i" + pairs + "\n"));
    return dir;
  }

  private static Path manifest(AofDir dir) {
    return dir.file("appendonly.aof.manifest");
  }

  private static void assertDropped(AofDir dir, String left) throws IOException {
    Map<String, String> before = AofDir.snapshot(dir.path(), false);
    String expected = Files.readString(manifest(dir)).replaceAll(" i .*\n", " i" + left + "\n");
    assertThat(dir.plan().edits()).extracting(PlannedEdit::kind).contains(EditKind.MANIFEST);
    assertThat(dir.plan().safeOnly()).isTrue();

    assertThat(dir.repair().after().verdict()).isEqualTo(Verdict.CLEAN);

    assertThat(manifest(dir)).hasContent(expected.stripTrailing());
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
  }

  private static void assertKept(AofDir dir) throws IOException {
    byte[] before = Files.readAllBytes(manifest(dir));
    assertThat(dir.plan().edits()).extracting(PlannedEdit::kind).doesNotContain(EditKind.MANIFEST);
    dir.repair();
    assertThat(manifest(dir)).hasBinaryContent(before);
  }

  @Test
  void offsetsGoWithATransactionThatIsDroppedAndOtherPairsStay() throws IOException {
    assertDropped(dir(BOTH, GOOD, OPEN), " other pair");
    assertDropped(dir(START, GOOD, OPEN), "");
    assertDropped(dir(START, GOOD, OPEN, TORN), "");
  }

  @Test
  void endOffsetDoesNotOutliveATornTailAndStartOffsetDoes() throws IOException {
    assertDropped(dir(BOTH, GOOD, TORN), " other pair");
    assertKept(dir(START, GOOD, TORN));
  }

  @Test
  void offsetsStayWhereNothingIsRemoved() throws IOException {
    assertKept(dir(BOTH, GOOD, nuls(700), GOOD));
    assertKept(dir("", GOOD, OPEN));
  }

  @Test
  void offsetsGoWithBytesThatAreGivenUpThoughNoCommandWas() throws IOException {
    PlanOptions salvage = PlanOptions.of(Policy.SALVAGE);
    AofDir dir = dir(BOTH, GOOD, Aof.text("no command\r\n"), GOOD);
    assertThat(dir.plan(salvage).lost().commands()).isZero();

    dir.repair(salvage);

    assertThat(Files.readString(manifest(dir))).doesNotContain("ffset").contains(" other pair");
  }

  @Test
  void offsetsGoWithTheFilesBehindAnEarlierEnd() throws IOException {
    AofDir dir = withPairs(AofDir.in(folder).base(image(0, 1)).incr(GOOD).incr(GOOD), BOTH);
    PointInTime end = new PointInTime.Place("appendonly.aof.1.incr.aof", GOOD.length());

    dir.repair(PlanOptions.safe().until(end));

    assertThat(Files.readString(manifest(dir)))
        .doesNotContain("ffset")
        .doesNotContain("2.incr")
        .contains(" other pair");
  }

  @Test
  void manifestThatChangedSinceTheCheckIsNotReplaced() throws IOException {
    AofDir dir = dir(BOTH, GOOD, OPEN);
    Report report = dir.check();
    Files.writeString(manifest(dir), Files.readString(manifest(dir)) + "# a comment\n");

    assertThatThrownBy(() -> RepairPlanner.plan(report))
        .isInstanceOf(ChangedUnderUsException.class);
  }

  @Test
  void planIdKnowsTheManifest() throws IOException {
    AofDir dir = dir(BOTH, GOOD, OPEN);
    String id = dir.plan().id();
    Files.writeString(manifest(dir), Files.readString(manifest(dir)).replace("17", "18"));

    assertThat(dir.plan().id()).isNotEqualTo(id);
  }
}
