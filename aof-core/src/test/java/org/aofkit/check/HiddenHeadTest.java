package org.aofkit.check;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.exec;
import static org.aofkit.testing.Aof.filler;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of commands behind NULs under which the head of a value may lie. */
class HiddenHeadTest {
  private static final Aof FRONT = Aof.of(select(0), set("a", "1"));
  private static final Aof BEHIND = Aof.of(set("b", "2"), set("c", "3"));
  private static final Aof GARBAGE = text("??? these bytes are no command\r\n");

  @TempDir Path folder;

  private Report check(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr).check();
  }

  private static List<Finding> doubtful(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.code() == FindingCode.AOF_DOUBTFUL_ISLAND)
        .toList();
  }

  private static void assertListed(Report report, long from, long to) {
    assertThat(doubtful(report))
        .extracting(Finding::offset, finding -> finding.offset() + finding.length())
        .containsExactly(tuple(from, to));
  }

  @Test
  void commandsBehindAHoleAreListedUpToTheEndOfTheFile() throws IOException {
    Report report = check(FRONT, nuls(600), BEHIND);

    long from = FRONT.length() + 600;
    assertListed(report, from, from + BEHIND.length());
    Finding note = doubtful(report).get(0);
    assertThat(note.severity()).isEqualTo(Severity.NOTE);
    assertThat(note.message())
        .isEqualTo(
            "the commands from here up to the end of the file may be text of a value whose head"
                + " lies under the NULs in front");
    assertThat(note.remedy()).contains("show --from appendonly.aof.1.incr.aof:" + from + "'");
  }

  @Test
  void whatIsDoneAboutAHoleIsTheSame() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(FRONT, nuls(600), BEHIND);

    RepairOutcome outcome = dir.repair();

    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(outcome.after().findings()).isEmpty();
  }

  @Test
  void noHeadLiesUnderFewerThanSixteenNuls() throws IOException {
    for (int count = 1; count < 40; count++) {
      Report report = check(FRONT, nuls(count), BEHIND);

      assertThat(doubtful(report)).as("%d NULs", count).hasSize(count < 16 ? 0 : 1);
    }
  }

  @Test
  void doubtEndsAtTheNextDamage() throws IOException {
    Aof more = set("d", "4");
    long from = FRONT.length() + 600;
    long to = from + BEHIND.length();

    assertListed(check(FRONT, nuls(600), BEHIND, more.cutBy(3)), from, to);
    assertListed(check(FRONT, nuls(600), BEHIND, nuls(9)), from, to);
    assertListed(check(FRONT, nuls(600), BEHIND, nuls(9), more), from, to);
    Report two = check(FRONT, nuls(600), BEHIND, nuls(19), more);
    assertThat(doubtful(two)).extracting(Finding::offset).containsExactly(from, to + 19);
    assertThat(doubtful(two).get(0).message()).contains("up to the next damage");
    Report broken = check(FRONT, nuls(5), BEHIND, GARBAGE, more);
    assertThat(doubtful(broken)).hasSize(2);
    assertThat(doubtful(broken))
        .filteredOn(note -> note.message().contains("bytes that are no command"))
        .extracting(Finding::offset)
        .containsExactly(FRONT.length() + 5L);
  }

  @Test
  void whatLooksLikeEvidenceIsNone() throws IOException {
    Aof now = timestamp(1_700_000_000);
    long nuls = 4096 - now.length() - FRONT.length();
    Aof[] forged = {
      Aof.of(timestamp(1_700_000_100), BEHIND),
      Aof.of(timestamp(1_600_000_000), BEHIND),
      Aof.of(multi(), BEHIND, exec()),
      Aof.of(select(0), BEHIND),
      Aof.of(command("APPEND", "a", "2"), BEHIND)
    };
    for (Aof text : forged) {
      assertListed(check(now, FRONT, nuls((int) nuls), text), 4096, 4096 + text.length());
    }
  }

  @Test
  void commandsBehindNulsThatCountAsALossAreListedToo() throws IOException {
    Aof toBlock = Aof.of(select(0), filler(512 - select(0).length()));
    Aof swallows = set("k", "x".repeat(40)).head(40);
    Aof[] front = {toBlock, Aof.of(FRONT, multi()), Aof.of(FRONT, swallows), timestamp(17)};
    for (Aof each : front) {
      Report report = check(each, nuls(600), BEHIND);

      long from = each.length() + 600;
      assertThat(report.damages()).extracting(Damage::editClass).containsOnly(EditClass.LOSSY);
      assertListed(report, from, from + BEHIND.length());
      assertThat(((Damage.Gap) report.damages().get(0)).doubtful()).isTrue();
    }
    assertThat(doubtful(check(toBlock, nuls(15), BEHIND))).isEmpty();
    assertThat(doubtful(check(FRONT, multi(), nuls(15), BEHIND))).isEmpty();
  }

  @Test
  void restOfATornValueThatLooksLikeCommandsIsListed() throws IOException {
    String commands =
        new String(
            Aof.of(command("FLUSHALL"), set("evil", "abcde").cutBy(2)).bytes(),
            java.nio.charset.StandardCharsets.ISO_8859_1);
    Aof torn = set("doc", "text" + commands);
    int kept = torn.length() - 2 - commands.length();

    Report report =
        AofDir.in(folder).incr(FRONT, torn.head(kept)).incr(torn.from(kept), BEHIND).check();

    assertListed(report, 0, torn.length() - kept);
    Report real = AofDir.in(folder).incr(FRONT, torn.head(kept)).incr(select(0), BEHIND).check();
    assertThat(doubtful(real)).isEmpty();
  }

  @Test
  void incidentIsListedFromTheEndOfItsHoleOn() throws IOException {
    Report report = Checker.check(Testdata.path("incident/data"), CheckOptions.defaults());

    assertListed(report, 69_632, 103_903);
  }
}
