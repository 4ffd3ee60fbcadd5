package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which states of a file changed in place count as somewhere between before and after: every state
 * that an interruption can leave, and none in which a byte that the operation touches is another.
 */
class StateCheckTest {
  private static final int LONG = 70_000;

  @TempDir Path dir;

  private Path file;
  private LoggedOperation operation;

  private void decided(byte[] before, FileEdit... edits) throws IOException {
    file = dir.resolve("f");
    Files.write(file, before);
    Map<Path, FileFingerprint> prints = Trees.prints(List.of(edits));
    Quarantine quarantine = new Quarantine(dir, null);
    Files.createDirectory(quarantine.home());
    List<Change> changes = ChangePlan.of(dir, List.of(edits), prints);
    Quarantine.Place place =
        new Preparer(quarantine, changes, prints, Trees.OPTIONS, FileMaker.NONE).prepare();
    operation = LoggedOperation.read(dir, place.folder(), place.name());
  }

  private boolean passes(byte[] now, boolean restoring) throws IOException {
    Files.write(file, now);
    try {
      StateCheck.require(operation, operation.files().get(0), restoring);
      return true;
    } catch (ChangedUnderUsException e) {
      assertThat(e).hasMessageContaining(file.toString());
      return false;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private FileEdit overwrite(int offset, String text) {
    return new FileEdit.Overwrite(dir.resolve("f"), offset, Trees.text(text));
  }

  private FileEdit truncate(int size) {
    return new FileEdit.Truncate(dir.resolve("f"), size);
  }

  private FileEdit append(String text) {
    return new FileEdit.Append(dir.resolve("f"), Trees.text(text));
  }

  @Test
  void everyMixtureOfOldAndNewBytesIsOnTheWay() throws IOException {
    byte[] before = bytes("0123456789");
    decided(before, overwrite(2, "ABC"), overwrite(7, "D"));
    for (int mixture = 0; mixture < 16; mixture++) {
      byte[] now = before.clone();
      for (int i = 0; i < 4; i++) {
        int at = i < 3 ? 2 + i : 7;
        now[at] = (mixture >> i & 1) == 0 ? now[at] : (byte) "ABCD".charAt(i);
      }
      assertThat(passes(now, false)).isTrue();
      assertThat(passes(now, true)).isTrue();
    }
  }

  @Test
  void anotherByteWhereTheOperationWritesIsSomebodyElsesAndAnywhereElseItIsNotLookedAt()
      throws IOException {
    byte[] before = bytes("0123456789");
    decided(before, overwrite(2, "ABC"), overwrite(7, "D"));
    for (int at = 0; at < before.length; at++) {
      byte[] now = before.clone();
      now[at] = 'x';
      boolean isTouched = at >= 2 && at < 5 || at == 7;
      assertThat(passes(now, false)).as("%d", at).isEqualTo(!isTouched);
      // No file of this operation grows: NULs are as foreign as anything else.
      now[at] = 0;
      assertThat(passes(now, false)).as("%d", at).isEqualTo(!isTouched);
      assertThat(passes(now, true)).as("%d", at).isEqualTo(!isTouched);
    }
  }

  @Test
  void aFileIsCutInOneStepAndGrowsBackInMany() throws IOException {
    byte[] before = bytes("0123456789");
    decided(before, truncate(4));
    for (int size = 0; size <= 12; size++) {
      byte[] now = Arrays.copyOf(before, size);
      assertThat(passes(now, false)).as("%d", size).isEqualTo(size == 4 || size == 10);
      assertThat(passes(now, true)).as("%d", size).isEqualTo(size >= 4 && size <= 10);
    }
    // What is not written yet reads as NULs only on the way back, and only where it was cut.
    byte[] now = Arrays.copyOf(before, 10);
    now[6] = 0;
    assertThat(passes(now, true)).isTrue();
    assertThat(passes(now, false)).isFalse();
    now[6] = 'x';
    assertThat(passes(now, true)).isFalse();
  }

  @Test
  void aFileGrowsByAnyPartOfWhatIsAppended() throws IOException {
    decided(bytes("0123"), append("abcdef"));
    for (int size = 0; size <= 12; size++) {
      byte[] now = Arrays.copyOf(bytes("0123abcdefgh"), size);
      boolean isBetween = size >= 4 && size <= 10;
      assertThat(passes(now, false)).as("%d", size).isEqualTo(isBetween);
      assertThat(passes(now, true)).as("%d", size).isEqualTo(isBetween);
    }
    assertThat(passes(bytes("0123\0"), false)).isTrue();
    assertThat(passes(bytes("0123a\0c"), false)).isTrue();
    assertThat(passes(bytes("0123a\0\0\0\0\0"), false)).isTrue();
    assertThat(passes(bytes("0123axc"), false)).isFalse();
    assertThat(passes(bytes("0123abcdex"), false)).isFalse();
  }

  @Test
  void oldBytesOfAnotherPlaceExplainNothing() throws IOException {
    decided(bytes("oooo"), overwrite(0, "AAAA"), append("BBBB"));
    assertThat(passes(bytes("AAAABBBB"), false)).isTrue();
    assertThat(passes(bytes("AAAABBBo"), false)).isFalse();
    assertThat(passes(bytes("ooooA"), false)).isFalse();
  }

  @Test
  void whatIsCutAndWrittenOverInOneGoesThroughBoth() throws IOException {
    decided(bytes("0123456789"), truncate(4), overwrite(1, "AB"), append("yz"));
    for (String now : List.of("0123456789", "0A23456789", "0AB3yz6789", "01B3y56789", "0AB3yz")) {
      assertThat(passes(bytes(now), false)).as(now).isTrue();
    }
    for (String now : List.of("0AB3yz678", "0AB3y", "0AB3yzx789", "0xB3yz", "0AB3yZ6789")) {
      assertThat(passes(bytes(now), false)).as(now).isFalse();
    }
  }

  @Test
  void everyByteOfRangesLongerThanAWindowIsCompared() throws IOException {
    byte[] before = new byte[3 * LONG];
    Arrays.fill(before, (byte) 'o');
    List<FileEdit> edits = new ArrayList<>();
    edits.add(overwrite(10, "n".repeat(LONG)));
    edits.add(overwrite(10 + LONG, "m".repeat(LONG)));
    decided(before, edits.toArray(FileEdit[]::new));
    assertThat(passes(before, false)).isTrue();
    for (int at :
        new int[] {9, 10, 65_535, 65_536, 65_545, 65_546, LONG + 9, LONG + 10, 2 * LONG + 9}) {
      byte[] now = before.clone();
      now[at] = at < LONG + 10 ? (byte) 'n' : (byte) 'm';
      assertThat(passes(now, false)).as("%d", at).isTrue();
      now[at] = at < LONG + 10 ? (byte) 'm' : (byte) 'n';
      assertThat(passes(now, false)).as("%d", at).isEqualTo(at == 9);
    }
    byte[] now = before.clone();
    now[2 * LONG + 10] = 'x';
    assertThat(passes(now, false)).isTrue();
  }

  @Test
  void aFileThatIsGoneIsInNoSuchState() throws IOException {
    decided(bytes("0123456789"), truncate(4));
    Files.delete(file);
    assertThatThrownBy(() -> StateCheck.require(operation, operation.files().get(0), false))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining("is no longer there");
  }
}
