package org.aofkit.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.aofkit.check.EditClass;
import org.aofkit.commit.FileFingerprint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plans are made of, each by itself: options, ids, losses, places, masks. */
class PlanValuesTest {
  private static final PlanOptions SAFE = PlanOptions.safe();
  private static final Lost LOST = new Lost(10, 3, 2, 1);

  private static List<PlanOptions> differentOptions() {
    return List.of(
        SAFE,
        SAFE.with(Policy.PREFIX),
        SAFE.with(Policy.SALVAGE),
        SAFE.with(AmbiguousDatabase.KEEP),
        SAFE.withPartialValues(),
        SAFE.withMaxLoss(0),
        SAFE.withMaxLoss(7),
        SAFE.withAcceptedLoss(),
        SAFE.assuming(1),
        SAFE.assuming(2),
        SAFE.until(new PointInTime.Timestamp(7)),
        SAFE.until(new PointInTime.Place("f", 7)),
        SAFE.withCleanLeftovers());
  }

  private static PlannedEdit edit(EditKind kind, long offset, long length, Lost lost) {
    return new PlannedEdit(kind, EditClass.LOSSY, "f", offset, length, lost, "why");
  }

  private static String id(PlannedEdit edit) {
    return PlanId.of(List.of(edit), Map.of(), SAFE);
  }

  private static String id(Path file, FileFingerprint print) {
    return PlanId.of(List.of(), Map.of(file, print), SAFE);
  }

  @Test
  void eachOptionStaysWhatItIsWhileOthersAreSet() {
    PlanOptions all =
        SAFE.withCleanLeftovers()
            .until(new PointInTime.Timestamp(7))
            .assuming(2)
            .withAcceptedLoss()
            .withMaxLoss(8)
            .withPartialValues()
            .with(AmbiguousDatabase.KEEP)
            .with(Policy.PREFIX);
    PlanOptions again =
        SAFE.with(Policy.PREFIX)
            .with(AmbiguousDatabase.KEEP)
            .withPartialValues()
            .withMaxLoss(8)
            .withAcceptedLoss()
            .assuming(2)
            .until(new PointInTime.Timestamp(7))
            .withCleanLeftovers();
    assertThat(again).isEqualTo(all);
    assertThat(all.policy()).isEqualTo(Policy.PREFIX);
    assertThat(all.ambiguousDatabase()).isEqualTo(AmbiguousDatabase.KEEP);
    assertThat(all.partialValues()).isTrue();
    assertThat(all.maxLoss()).hasValue(8);
    assertThat(all.acceptLoss()).isTrue();
    assertThat(all.assume()).hasValue(2);
    assertThat(all.until()).hasValue(new PointInTime.Timestamp(7));
    assertThat(all.cleanLeftovers()).isTrue();
    assertThat(new HashSet<>(differentOptions())).hasSameSizeAs(differentOptions());
  }

  @Test
  void anyDifferenceGivesAnotherId() {
    FileFingerprint print = new FileFingerprint(1, 2, "k", 3, 4);
    List<String> ids = new ArrayList<>();
    differentOptions().forEach(options -> ids.add(PlanId.of(List.of(), Map.of(), options)));
    ids.add(id(edit(EditKind.TRUNCATE, 5, 6, LOST)));
    ids.add(id(edit(EditKind.MASK, 5, 6, LOST)));
    ids.add(id(edit(EditKind.TRUNCATE, 6, 6, LOST)));
    ids.add(id(edit(EditKind.TRUNCATE, 5, 7, LOST)));
    ids.add(id(edit(EditKind.TRUNCATE, 5, 6, new Lost(11, 3, 2, 1))));
    ids.add(id(edit(EditKind.TRUNCATE, 5, 6, new Lost(10, 4, 2, 1))));
    ids.add(id(edit(EditKind.TRUNCATE, 5, 6, new Lost(10, 3, 3, 1))));
    ids.add(id(edit(EditKind.TRUNCATE, 5, 6, new Lost(10, 3, 2, 2))));
    ids.add(id(new PlannedEdit(EditKind.TRUNCATE, EditClass.SAFE, "f", 5, 6, LOST, "why")));
    ids.add(id(new PlannedEdit(EditKind.TRUNCATE, EditClass.LOSSY, "g", 5, 6, LOST, "why")));
    ids.add(id(new PlannedEdit(EditKind.TRUNCATE, EditClass.LOSSY, "f", 5, 6, LOST, "not")));
    // Where one field ends and the next begins counts too.
    ids.add(id(new PlannedEdit(EditKind.TRUNCATE, EditClass.LOSSY, "f5", 5, 6, LOST, "why")));
    ids.add(id(Path.of("f"), print));
    ids.add(id(Path.of("g"), print));
    ids.add(id(Path.of("f"), new FileFingerprint(2, 2, "k", 3, 4)));
    ids.add(id(Path.of("f"), new FileFingerprint(1, 3, "k", 3, 4)));
    ids.add(id(Path.of("f"), new FileFingerprint(1, 2, "l", 3, 4)));
    ids.add(id(Path.of("f"), new FileFingerprint(1, 2, "k", 4, 4)));
    ids.add(id(Path.of("f"), new FileFingerprint(1, 2, "k", 3, 5)));
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{16}"));
    assertThat(id(Path.of("/elsewhere/f"), print)).isEqualTo(id(Path.of("f"), print));
  }

  @Test
  void lossesAddUpAndAreNeverNegative() {
    Lost sum = LOST.plus(new Lost(100, 200, 300, 400));
    assertThat(sum).isEqualTo(new Lost(110, 203, 302, 401));
    assertThat(sum.plus(new Lost(0, 0, 0, 0, true)).keysAtLeast()).isTrue();
    assertThat(new Lost(0, 0, 0, 0, true).plus(sum).keysAtLeast()).isTrue();
    assertThat(Lost.NOTHING.plus(Lost.NOTHING).isNothing()).isTrue();
    for (Lost one :
        List.of(
            new Lost(1, 0, 0, 0),
            new Lost(0, 1, 0, 0),
            new Lost(0, 0, 1, 0),
            new Lost(0, 0, 0, 1),
            new Lost(0, 0, 0, 0, true))) {
      assertThat(one.isNothing()).as(one.toString()).isFalse();
    }
    assertThatThrownBy(() -> new Lost(-1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Lost(0, -1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Lost(0, 0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Lost(0, 0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    Lost most = new Lost(Long.MAX_VALUE, 0, 0, 0);
    assertThatThrownBy(() -> most.plus(LOST)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void anEndOfTheLogTakesItsOwnPlaceAndAllBehind() {
    CutPoint cut = new CutPoint(2, 50, "why");
    assertThat(cut.takes(2, 50)).isTrue();
    assertThat(cut.takes(2, 51)).isTrue();
    assertThat(cut.takes(3, 0)).isTrue();
    assertThat(cut.takes(2, 49)).isFalse();
    assertThat(cut.takes(1, 99)).isFalse();
    assertThat(cut.isNotBehind(new CutPoint(2, 50, "other"))).isTrue();
    assertThat(cut.isNotBehind(new CutPoint(2, 51, "other"))).isTrue();
    assertThat(cut.isNotBehind(new CutPoint(2, 49, "other"))).isFalse();
    assertThat(new PointInTime.Place("f", 0).offset()).isZero();
    assertThatThrownBy(() -> new PointInTime.Place("f", -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Both sides of where the number of digits, and that of commands, changes. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        20,
        21,
        28,
        29,
        30,
        31,
        32,
        119,
        120,
        121,
        122,
        123,
        124,
        1021,
        1022,
        1023,
        1024,
        70_000,
        (16 << 20) - 1,
        16 << 20,
        (16 << 20) + 1,
        (16 << 20) + 19,
        (16 << 20) + 20,
        (32 << 20) + 1,
        (32 << 20) + 19,
        (32 << 20) + 21
      })
  void aMaskCoversItsRangeWithCommandsOfTheRightLength(long length) {
    long position = 1000;
    for (PingMask.Piece piece : PingMask.over(position, length)) {
      assertThat(piece.offset()).isEqualTo(position);
      String head = new String(piece.head(), StandardCharsets.US_ASCII);
      assertThat(head).matches("\\*2\r\n\\$4\r\nPING\r\n\\$[0-9]+\r\n");
      long argument = Long.parseLong(head.substring("*2\r\n$4\r\nPING\r\n$".length()).trim());
      assertThat(position + head.length() + argument).isEqualTo(piece.endOffset());
      position = piece.endOffset() + 2;
      assertThat(position - piece.offset()).isBetween((long) PingMask.MIN_LENGTH, 16L << 20);
    }
    assertThat(position).isEqualTo(1000 + length);
    assertThat(PingMask.over(0, length)).hasSize((int) ((length + (16 << 20) - 1) / (16 << 20)));
  }

  @Test
  void aRangeTooShortForAMaskIsRefused() {
    assertThatThrownBy(() -> PingMask.over(0, 19)).isInstanceOf(IllegalArgumentException.class);
  }
}
