package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Reports.codes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.PlainLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks whose closing CR LF found no block: servers load them, and the next repair writes it. */
class MaskEndTest {
  private static final Aof GOOD = Aof.of(select(5), set("a", "1"));
  private static final Aof BEHIND = Aof.of(set("b", "2"), set("c", "3"));

  @TempDir Path folder;

  private AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr);
  }

  /** A masked run of NULs of which no piece has its line end. */
  private static Aof unfinished(int length) {
    byte[] bytes = new byte[length];
    for (PingMask.Piece piece : PingMask.over(0, length)) {
      System.arraycopy(piece.head(), 0, bytes, (int) piece.offset(), piece.head().length);
    }
    return Aof.raw(bytes);
  }

  private static Aof finished(int length) {
    byte[] bytes = unfinished(length).bytes();
    for (PingMask.Piece piece : PingMask.over(0, length)) {
      bytes[(int) piece.endOffset()] = '\r';
      bytes[(int) piece.endOffset() + 1] = '\n';
    }
    return Aof.raw(bytes);
  }

  @Test
  void unfinishedMaskIsAWarningOnACleanSetAndTheNextRepairWritesTwoBytes() throws IOException {
    // 33 leaves a value of a digit less than its length would need, so that it is padded.
    for (int length : new int[] {24, 25, 33, 34, 700, 70_000}) {
      for (Aof behind : new Aof[] {BEHIND, text("#TS:1\r\n"), Aof.empty()}) {
        AofDir dir = dir(GOOD, unfinished(length), behind);
        Map<String, String> before = AofDir.snapshot(dir.path(), false);
        long closing = GOOD.length() + length - 2;

        Report report = dir.check();
        assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(report.loads()).isEqualTo(Loads.YES);
        assertThat(codes(report)).containsExactly(FindingCode.AOF_MASK_UNFINISHED);
        assertThat(report.findings().get(0).message()).contains("byte " + closing, "found 00 00");
        RepairPlan plan = dir.plan();
        assertThat(plan.safeOnly()).isTrue();
        assertThat(plan.edits()).singleElement().extracting("kind").isEqualTo(EditKind.MASK_END);
        Content crLf = Content.of((byte) '\r', (byte) '\n');
        assertThat(plan.fileEdits())
            .containsExactly(new FileEdit.Overwrite(dir.incrFile(1), closing, crLf, 2));

        RepairOutcome outcome = dir.repair();

        assertThat(codes(outcome.after())).isEmpty();
        assertThat(dir.plan().nothingToDo()).isTrue();
        assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(GOOD, finished(length), behind).bytes());
        dir.undo();
        assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
      }
    }
  }

  @Test
  void everyPieceOfALongMaskIsFinished() throws IOException {
    int length = (32 << 20) + 70;
    AofDir dir = dir(GOOD, unfinished(length), BEHIND);

    assertThat(dir.plan().edits()).hasSize(3);
    dir.repair();

    assertThat(dir.incrBytes(1)).isEqualTo(Aof.of(GOOD, finished(length), BEHIND).bytes());
    assertThat(PlainLog.words(Aof.raw(dir.incrBytes(1)))).hasSize(4 + 3);
  }

  @Test
  void maskIsFinishedBesideOtherRepairsOfTheFile() throws IOException {
    Aof torn = set("torn", "value").cutBy(3);
    AofDir inPlace = dir(GOOD, unfinished(300), BEHIND, nuls(100), BEHIND, torn);
    inPlace.repair();
    assertThat(inPlace.incrBytes(1))
        .isEqualTo(Aof.of(GOOD, finished(300), BEHIND, finished(100), BEHIND).bytes());

    AofDir anew = dir(GOOD, unfinished(300), BEHIND, nuls(5), BEHIND);
    anew.repair();
    assertThat(anew.incrBytes(1)).isEqualTo(Aof.of(GOOD, finished(300), BEHIND, BEHIND).bytes());
  }

  @Test
  void maskInATransactionThatGoesGoesWithIt() throws IOException {
    AofDir dir = dir(GOOD, multi(), set("x", "1"), unfinished(300), set("y", "1"));

    dir.repair();

    assertThat(dir.incrBytes(1)).isEqualTo(GOOD.bytes());
    AofDir closed = dir(GOOD, multi(), set("x", "1"), unfinished(300), set("y", "1"), exec());
    closed.repair();
    assertThat(closed.check().stats().transactions()).isEqualTo(1);
  }

  @Test
  void maskWithNulsBehindItToTheEndIsATornCommand() throws IOException {
    AofDir dir = dir(GOOD, unfinished(300), nuls(700));

    assertThat(dir.repair().after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.incrBytes(1)).isEqualTo(GOOD.bytes());
  }

  @Test
  void whatOnlyResemblesAMaskStaysAnOddCommand() throws IOException {
    Aof mask = unfinished(300);
    int closing = mask.length() - 2;
    for (Aof other :
        new Aof[] {
          mask.with(closing, text("XX")),
          mask.with(closing, text("\r\0")),
          mask.with(8, text("ping")),
          mask.with(8, text("ECHO")),
          Aof.of(command("SET", "k", "v").cutBy(2), nuls(2)),
          Aof.of(text("*2\n$4\r\nPING\r\n$1\r\nv"), nuls(2)),
          Aof.of(text("*2\r\n$4\r\nPING\r\n$+1\r\nv"), nuls(2)),
          Aof.of(text("*2\r\n$4\r\nPING\r\n$0000000001\r\nv"), nuls(2)),
        }) {
      Report report = dir(GOOD, other, BEHIND).check();
      assertThat(codes(report)).containsExactly(FindingCode.AOF_LAX_FORMAT);
      assertThat(report.damages()).isEmpty();
    }
  }

  @Test
  void maskWithIntactCommandsInsideIsFinishedSinceRepairsMaskWhatTheyGiveUp() throws IOException {
    Aof mask = unfinished(300).with(50, Aof.of(text("\n"), BEHIND));

    Report report = dir(GOOD, mask, BEHIND).check();

    assertThat(codes(report)).containsExactly(FindingCode.AOF_MASK_UNFINISHED);
    assertThat(report.damages()).extracting(Damage::editClass).containsExactly(EditClass.SAFE);
  }

  @Test
  void maskInAFileThatIsListedTwiceIsLeftAndNotRefused() throws IOException {
    AofDir dir = dir(GOOD, unfinished(300), BEHIND);
    Path manifest = dir.file("appendonly.aof.manifest");
    String again = Files.readString(manifest) + "file appendonly.aof.1.incr.aof seq 2 type i\n";
    Files.writeString(manifest, again);

    assertThat(codes(dir.check())).contains(FindingCode.MAN_LISTED_TWICE);
    assertThat(dir.plan().edits()).isEmpty();
    // Of the manifest alone.
    assertThat(dir.plan().refusals())
        .extracting(Refusal::file)
        .containsOnly("appendonly.aof.manifest");
  }

  @Test
  void planSaysThatAFileWithAnotherNameIsCopied() throws IOException {
    AofDir dir = dir(GOOD, nuls(700), BEHIND);
    Path backup = folder.resolve("backup");
    Files.createLink(backup, dir.incrFile(1));
    byte[] before = dir.incrBytes(1);

    assertThat(dir.plan().edits().get(0).reason()).contains("hard link", "copied");
    dir.repair();

    assertThat(backup).hasBinaryContent(before);
    AofDir alone = dir(GOOD, nuls(700), BEHIND);
    assertThat(alone.plan().edits().get(0).reason()).doesNotContain("hard link");
  }
}
