package org.aofkit.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.resp.RespEncoder;
import org.junit.jupiter.api.Test;

/** How the damages of one file become edits of it, to the byte. */
class FileRepairTest {
  private static final Path FILE = Path.of("f");
  private static final long SIZE = 1_000;
  private static final Content LINE_END = Content.of((byte) '\r', (byte) '\n');

  private final FileRepair repair = new FileRepair(FILE, SIZE);

  private static FileEdit.Part copy(long from, long to) {
    return new FileEdit.Part.Copy(from, to - from);
  }

  private static FileEdit.Part select(int database) {
    return new FileEdit.Part.Literal(Content.of(RespEncoder.select(database)));
  }

  private static FileEdit replaced(FileEdit.Part... parts) {
    return new FileEdit.Replace(FILE, List.of(parts));
  }

  private static List<FileEdit> masked(long offset, long length) {
    List<FileEdit> edits = new ArrayList<>();
    for (PingMask.Piece piece : PingMask.over(offset, length)) {
      edits.add(new FileEdit.Overwrite(FILE, piece.offset(), Content.of(piece.head())));
      edits.add(new FileEdit.Overwrite(FILE, piece.endOffset(), LINE_END, 2));
    }
    return edits;
  }

  private static Damage.MissingSelect missing(long offset, int database, int likely) {
    return new Damage.MissingSelect(FILE, offset, 0, EditClass.SAFE, "", database, likely);
  }

  @Test
  void aRangeIsMaskedFromTwentyBytesOn() {
    assertThat(repair.clear(100, 20, -1)).isEqualTo(EditKind.MASK);
    assertThat(repair.edits()).isEqualTo(masked(100, 20));
  }

  @Test
  void aShorterRangeIsLeftOutOfACopy() {
    assertThat(repair.clear(100, 19, -1)).isEqualTo(EditKind.EXCISE);
    assertThat(repair.edits()).containsExactly(replaced(copy(0, 100), copy(119, SIZE)));
  }

  @Test
  void aSelectOfDatabaseZeroIsWrittenLikeAnyOther() {
    int length = RespEncoder.select(0).length;
    assertThat(repair.clear(100, 20 + length, 0)).isEqualTo(EditKind.MASK);
    List<FileEdit> expected = new ArrayList<>();
    expected.add(new FileEdit.Overwrite(FILE, 100, Content.of(RespEncoder.select(0)), 0));
    expected.addAll(masked(100 + length, 20));
    assertThat(repair.edits()).isEqualTo(expected);
  }

  @Test
  void aSelectThatFillsItsRangeNeedsNoMaskAndOneThatLeavesTooLittleNeedsACopy() {
    int length = RespEncoder.select(12).length;
    assertThat(repair.clear(100, length, 12)).isEqualTo(EditKind.MASK);
    assertThat(repair.edits())
        .containsExactly(new FileEdit.Overwrite(FILE, 100, Content.of(RespEncoder.select(12)), 0));
    assertThat(repair.clear(500, length + 1, 12)).isEqualTo(EditKind.EXCISE);
    assertThat(repair.edits())
        .containsExactly(
            replaced(
                copy(0, 100),
                select(12),
                copy(100 + length, 500),
                select(12),
                copy(501 + length, SIZE)));
  }

  @Test
  void theMissingDatabaseIsPutInAlsoIfItIsZeroAndTheLikelyOneOnlyWithoutIt() {
    assertThat(repair.select(missing(0, 0, 7))).isEqualTo(EditKind.INSERT);
    repair.select(missing(300, -1, 7));
    repair.select(missing(400, 3, 7));
    assertThat(repair.edits())
        .containsExactly(
            replaced(
                select(0), copy(0, 300), select(7), copy(300, 400), select(3), copy(400, SIZE)));
  }

  @Test
  void whatReachesTheCutEndGoesWithIt() {
    for (long end : new long[] {600, 601, 700}) {
      FileRepair reaching = new FileRepair(FILE, SIZE);
      reaching.clear(500, end - 500, -1);
      reaching.cutAt(600);
      assertThat(reaching.edits()).containsExactly(new FileEdit.Truncate(FILE, 500));
    }
    repair.clear(500, 99, -1);
    repair.clear(600, 50, 3);
    repair.select(missing(600, 4, -1));
    repair.clear(900, 5, -1);
    repair.cutAt(600);
    List<FileEdit> expected = masked(500, 99);
    expected.add(new FileEdit.Truncate(FILE, 600));
    assertThat(repair.edits()).isEqualTo(expected);
  }

  @Test
  void aRangeAtTheEndOfAFileThatIsNotCutIsMasked() {
    repair.clear(SIZE - 30, 30, -1);
    assertThat(repair.edits()).isEqualTo(masked(SIZE - 30, 30));
    FileRepair behind = new FileRepair(FILE, SIZE);
    behind.select(missing(SIZE, 4, -1));
    assertThat(behind.edits()).containsExactly(replaced(copy(0, SIZE), select(4)));
  }

  @Test
  void theFirstOfSeveralEndsHoldsAndRangesMayComeInAnyOrder() {
    repair.cutAt(800);
    repair.clear(300, 40, -1);
    repair.cutAt(700);
    repair.clear(100, 40, -1);
    repair.cutAt(900);
    List<FileEdit> expected = new ArrayList<>(masked(100, 40));
    expected.addAll(masked(300, 40));
    expected.add(new FileEdit.Truncate(FILE, 700));
    assertThat(repair.edits()).isEqualTo(expected);
  }

  @Test
  void aMaskIsSplitSoThatNoPieceIsTooShortToBeOne() {
    assertThat(lengths(PingMask.MAX_PIECE)).containsExactly((long) PingMask.MAX_PIECE);
    assertThat(lengths(PingMask.MAX_PIECE + 20L)).containsExactly((long) PingMask.MAX_PIECE, 20L);
    assertThat(lengths(PingMask.MAX_PIECE + 19L)).containsExactly(PingMask.MAX_PIECE - 20L, 39L);
    assertThat(lengths(20)).containsExactly(20L);
    for (int length = 20; length < 1_200; length++) {
      PingMask.Piece piece = PingMask.over(7, length).get(0);
      String head = new String(piece.head(), StandardCharsets.US_ASCII);
      int argument = Integer.parseInt(head.substring(head.lastIndexOf('$') + 1).strip());
      assertThat(head.length() + argument + 2).isEqualTo(length);
      assertThat(piece.endOffset()).isEqualTo(7 + length - 2);
    }
  }

  private static List<Long> lengths(long length) {
    return PingMask.over(0, length).stream()
        .map(piece -> piece.endOffset() + 2 - piece.offset())
        .toList();
  }
}
