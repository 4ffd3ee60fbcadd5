package org.aofkit.repair;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Effects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Salvage where a damage and an intact command touch each other. Found by generated damages. */
class SalvageBoundaryTest {
  private static final PlanOptions SALVAGE = PlanOptions.of(Policy.SALVAGE);

  @TempDir Path folder;

  private List<String> salvaged(Aof... incr) throws IOException {
    AofDir dir = AofDir.in(folder).incr(incr);
    assertThat(dir.repair(SALVAGE).after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.plan(SALVAGE).nothingToDo()).isTrue();
    return Effects.of(Aof.raw(dir.incrBytes(1)));
  }

  private List<String> effects(Aof... intact) throws IOException {
    return Effects.of(Aof.of(intact));
  }

  @Test
  void commandRightBehindGarbageWithoutALineEndStays() throws IOException {
    assertThat(salvaged(select(5), set("a", "1"), text("garbage"), set("b", "2"), set("c", "3")))
        .isEqualTo(effects(select(5), set("a", "1"), set("b", "2"), set("c", "3")));
  }

  @Test
  void onlyCommandBehindGarbageStays() throws IOException {
    assertThat(salvaged(select(5), text("garbage"), set("b", "2")))
        .isEqualTo(effects(select(5), set("b", "2")));
  }

  @Test
  void frameWithADamagedNameAndLengthDoesNotTakeTheHeadOfTheNextCommand() throws IOException {
    // The length line has lost its LF, so that the name is empty and the frame ends too late.
    assertThat(salvaged(select(5), text("*1\r\n$5\r?MULTI\r\n"), set("b", "2"), set("c", "3")))
        .isEqualTo(effects(select(5), set("b", "2"), set("c", "3")));
  }

  @Test
  void commandInFrontOfGarbageThatBeginsWithADollarStays() throws IOException {
    assertThat(salvaged(select(5), set("a", "1"), text("$garbage\r\n"), set("b", "2")))
        .isEqualTo(effects(select(5), set("a", "1"), set("b", "2")));
  }

  @Test
  void execIsAnOrphanBehindASecondDamageToo() throws IOException {
    assertThat(
            salvaged(
                select(5),
                command("MULTJ"),
                command("SEU", "x", "1"),
                set("b", "2"),
                command("EXEC"),
                set("c", "3")))
        .isEqualTo(effects(select(5), set("c", "3")));
  }

  @Test
  void selectThatLostItsNumberIsNoComplaintBesideTheGapItIsPartOf() throws IOException {
    assertThat(
            salvaged(
                select(5),
                text("*2\r\n$6\r\nSELECT\r\n$\0\0\n5\r\n"),
                set("b", "2"),
                command("PING")))
        .isEqualTo(effects(select(5), set("b", "2"), command("PING")));
  }

  @Test
  void lengthFarBeyondTheEndCostsOneCommandWhereTheRestIsWhole() throws IOException {
    Aof wrong = text("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$99999999\r\n1\r\n");
    Aof[] commands = new Aof[50];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = set("k" + i, "v" + i);
    }
    Aof fifty = Aof.of(commands);
    Aof last = set("last", "1");

    assertThat(salvaged(select(5), wrong, fifty)).isEqualTo(effects(select(5), fifty));
    assertThat(salvaged(select(5), wrong, fifty, text("garbage"), last))
        .isEqualTo(effects(select(5), fifty, last));
    // The cost of never replaying a value: nothing in it ends with the file.
    assertThat(salvaged(select(5), wrong, fifty, last.cutBy(3))).isEmpty();
  }

  @Test
  void valueBehindAKeyThatLostAByteOfItsLineEndIsNotReplayed() throws IOException {
    String commands = "*1\r\n$8\r\nFLUSHALL\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n1\r\n";
    String value = "$" + commands.length() + "\r\n" + commands + "\r\n";

    assertThat(
            salvaged(
                select(5),
                set("a", "1"),
                text("*3\r\n$3\r\nSET\r\n$1\r\nk\r" + value),
                set("b", "2"),
                text("*3\r\n$3\r\nSET\r\n$1\r\nk" + value),
                set("c", "3")))
        .isEqualTo(effects(select(5), set("a", "1"), set("b", "2"), set("c", "3")));
  }

  @Test
  void commandThatAShortenedValueHasSwallowedTheHeadOfStays() throws IOException {
    // Eight bytes of the value are gone; the length now ends in front of the CR LF behind "$6".
    assertThat(
            salvaged(
                select(5),
                set("a", "1"),
                text("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$20\r\n0123456789ab\r\n"),
                command("APPEND", "b", "2"),
                set("c", "3")))
        .isEqualTo(effects(select(5), set("a", "1"), command("APPEND", "b", "2"), set("c", "3")));
  }

  @Test
  void commandWhoseCountLineEndsAShortenedValueStays() throws IOException {
    assertThat(
            salvaged(
                select(5),
                text("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$16\r\n0123456789ab\r\n"),
                command("APPEND", "b", "2"),
                set("c", "3")))
        .isEqualTo(effects(select(5), command("APPEND", "b", "2"), set("c", "3")));
  }

  @Test
  void valueThatIsALogEndsWithItselfInFrontOfGarbage() throws IOException {
    Aof log = set("k", "*1\r\n$8\r\nFLUSHALL\r\n*1\r\n$4\r\nPING");

    assertThat(salvaged(select(5), log, text("$garbage\r\n"), set("c", "3")))
        .isEqualTo(effects(select(5), log, set("c", "3")));
  }

  @Test
  void databaseIsNotGuessedWhereTheOnlySelectIsLost() throws IOException {
    assertThat(salvaged(text("*2\r\n 6\r\nSELECT\r\n$1\r\n5\r\n"), set("a", "1"), set("b", "2")))
        .isEmpty();
  }
}
