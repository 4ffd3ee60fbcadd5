package org.aofkit.repair;

import static org.aofkit.repair.Images.ascii;
import static org.aofkit.repair.Images.find;
import static org.aofkit.repair.Images.image;
import static org.aofkit.repair.Images.join;
import static org.aofkit.repair.Images.zeroed;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images whose end is lost: the commands behind it, if there may be any, are never cut off with it.
 * And what is told of keys that are given up or kept in part.
 */
class ImageEndTest {
  private static final PlanOptions SALVAGE = PlanOptions.of(Policy.SALVAGE);
  private static final int BLOCK = 1 << 16;

  @TempDir Path folder;

  private RepairPlan plan(String name, byte[] bytes, PlanOptions options) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    Report report = Checker.check(file, CheckOptions.defaults());
    return RepairPlanner.plan(report, CheckOptions.defaults(), options);
  }

  /** An image of which everything from inside the 31st key on is NULs. */
  private static byte[] endless(boolean isBase) throws IOException {
    byte[] image = image(isBase);
    return zeroed(image, find(image, "the value number 30") + 4, image.length);
  }

  @Test
  void aPreambleWithoutItsEndIsMendedWhereNothingBehindItLooksLikeCommands() throws IOException {
    for (byte[] old : List.of(endless(true), join(endless(true), new byte[3 * BLOCK]))) {
      RepairPlan plan = plan("appendonly.aof", old, SALVAGE);
      assertThat(plan.refusals()).isEmpty();
      RepairOutcome outcome = AofDir.repair(folder.resolve("appendonly.aof"), SALVAGE);
      assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(outcome.after().stats().rdbKeys()).isEqualTo(30);
    }
  }

  @Test
  void commandsFarBehindALostEndAreSeenWhereverTheyBegin() throws IOException {
    byte[] image = endless(true);
    // Over the border of the blocks in which they are looked for, which begin with the lost key.
    int border = find(image, "user:1030") + BLOCK - image.length;
    for (int nuls = border - 9; nuls < border + 3; nuls++) {
      byte[] log = set("a", "1").head(8).bytes();
      byte[] old = join(join(image, new byte[nuls]), log);
      RepairPlan plan = plan("appendonly.aof", old, SALVAGE);
      assertThat(plan.mayBeApplied()).as("%d", nuls).isFalse();
      assertThat(plan.refusals().get(0).reason()).contains("where the image ends");
    }
    // A count, or the length of a word: each is enough.
    for (String line : List.of("\r\n*3", "\r\n$1")) {
      assertThat(plan("appendonly.aof", join(image, ascii(line)), SALVAGE).mayBeApplied())
          .isFalse();
    }
    for (String line : List.of("\r\n+3", "\n\n*3", "\r\r*3", "\r\n", "*3\r\n")) {
      assertThat(plan("appendonly.aof", join(image, ascii(line)), SALVAGE).mayBeApplied())
          .as(line)
          .isTrue();
    }
  }

  @Test
  void whatLooksLikeCommandsInAFileThatEndsWithItsImageIsNone() throws IOException {
    byte[] text = ascii("\r\n*1\r\n$4\r\nPING\r\n");
    AofDir dir =
        AofDir.in(folder).base(Aof.raw(join(endless(true), text))).incr(select(0), set("a", "1"));
    assertThat(dir.plan(SALVAGE).refusals()).isEmpty();
    assertThat(dir.repair(SALVAGE).after().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void anImageOfWhichNoKeyIsLeftIsNotReplacedByAnEmptyOne() throws IOException {
    byte[] image = image(false, 0, 1, writer -> {});
    byte[] nothing = zeroed(image, find(image, "user:1000"), image.length - 9);
    RepairPlan plan = plan("dump.rdb", nothing, SALVAGE);
    assertThat(plan.edits()).isEmpty();
    assertThat(plan.refusals().get(0).reason()).contains("no key of the image can be kept");
  }

  @Test
  void aCollectionThatIsKeptInPartIsNamedWithWhatIsLeftOfIt() throws IOException {
    List<byte[]> elements = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      elements.add(ascii(Long.toString(i * 0x9e3779b97f4a7c15L, 36) + "-" + i));
    }
    byte[] image =
        image(false, 0, writer -> writer.key(KeyHead.of(ascii("big")), RdbValue.list(elements)));
    int at = (find(image, "big") + image.length) / 2;
    byte[] damaged = zeroed(image, at, at + 40);

    RepairPlan plan = plan("dump.rdb", damaged, SALVAGE.withPartialValues());

    assertThat(plan.partialValues()).hasSize(1);
    PartialValue value = plan.partialValues().get(0);
    assertThat(value.key()).isEqualTo("big");
    assertThat(value.type()).isEqualTo("list");
    assertThat(value.kept()).isBetween(1L, 999L);
    assertThat(value.text())
        .startsWith("key big of database 0, list, " + value.kept() + " of ")
        .endsWith(" elements");
    assertThat(plan.notes())
        .contains("Kept in part: dump.rdb, byte " + value.offset() + ": " + value.text());
    assertThat(plan("dump.rdb", damaged, SALVAGE).partialValues()).isEmpty();
  }

  @Test
  void aPartialValueIsToldInWords() {
    PartialValue stream =
        new PartialValue("f", 1, 2, "s", "stream", 3, java.util.OptionalLong.empty(), true);
    assertThat(stream.text())
        .isEqualTo(
            "key s of database 2, stream, 3 of an unknown number of entries, and without its groups"
                + " of consumers");
    PartialValue list =
        new PartialValue("f", 1, 0, "l", "list", 3, java.util.OptionalLong.of(9), false);
    assertThat(list.text()).isEqualTo("key l of database 0, list, 3 of 9 elements");
  }

  @Test
  void ofManyKeysThatAreGivenUpAHundredAreNamed() throws IOException {
    byte[] image = image(false, 0, 300, writer -> {});
    int sizes = find(image, "\u00fb\u0041\u002c");
    byte[] without =
        join(Arrays.copyOf(image, sizes), Arrays.copyOfRange(image, sizes + 4, image.length));
    byte[] damaged = zeroed(without, find(without, "user:1010"), find(without, "user:1012"));

    RepairPlan plan = plan("dump.rdb", damaged, SALVAGE);

    assertThat(plan.notes()).filteredOn(note -> note.startsWith("Given up: ")).hasSize(100);
    assertThat(plan.notes()).containsOnlyOnce("More keys are given up, and not listed.");
  }

  @Test
  void everyKeyIsToldToWhoeverAsks() throws IOException {
    byte[] image = image(false);
    byte[] damaged = zeroed(image, find(image, "user:1010"), find(image, "user:1012"));
    Path dump = Files.write(folder.resolve("dump.rdb"), damaged);
    Report report = Checker.check(dump, CheckOptions.defaults());
    List<String> told = new ArrayList<>();
    RepairPlanner.plan(
        report, CheckOptions.defaults(), SALVAGE, (file, key) -> told.add(file + key));
    assertThat(told).hasSizeGreaterThanOrEqualTo(37);
  }
}
