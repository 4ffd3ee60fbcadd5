package org.aofkit.check;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that servers take, and that no step of a rewrite leaves. */
class ManifestDoubtTest {
  private static final String NAME = "appendonly.aof";

  @TempDir Path folder;
  private AofDir dir;

  @BeforeEach
  void oneBaseAndThreeIncrs() throws IOException {
    dir = AofDir.in(folder);
    Files.write(dir.file(NAME + ".1.base.rdb"), image(0, 2).bytes());
    for (int i = 1; i <= 3; i++) {
      Aof log = Aof.of(select(0), set("from", "incr" + i));
      Files.write(dir.file(NAME + "." + i + ".incr.aof"), log.bytes());
    }
  }

  private static String line(String file, int seq, char type) {
    return "file " + NAME + "." + file + " seq " + seq + " type " + type + "\n";
  }

  private Report checkWith(String... lines) throws IOException {
    Files.writeString(dir.file(NAME + ".manifest"), String.join("", lines));
    return dir.check();
  }

  private static void assertLinesLost(Report report) {
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.MAN_LINES_LOST);
    assertThat(report.damages())
        .hasOnlyElementsOfType(Damage.ManifestLost.class)
        .allMatch(damage -> damage.editClass() == EditClass.UNLOCATED);
  }

  @Test
  void incrBetweenListedOnesIsNotLeftOutInSilence() throws IOException {
    assertLinesLost(
        checkWith(
            line("1.base.rdb", 1, 'b'), line("1.incr.aof", 1, 'i'), line("3.incr.aof", 3, 'i')));
  }

  @Test
  void baseThatIsThereIsNotLeftOutInSilence() throws IOException {
    assertLinesLost(
        checkWith(
            line("1.incr.aof", 1, 'i'), line("2.incr.aof", 2, 'i'), line("3.incr.aof", 3, 'i')));
  }

  @Test
  void incrsBesideABaseAloneAreNotLeftOutInSilence() throws IOException {
    Files.move(dir.file(NAME + ".1.base.rdb"), dir.file(NAME + ".2.base.rdb"));
    Files.delete(dir.file(NAME + ".1.incr.aof"));
    Files.delete(dir.file(NAME + ".3.incr.aof"));
    assertLinesLost(checkWith(line("2.base.rdb", 2, 'b')));
  }

  @Test
  void historyBehindAnIncrInUseIsNotDeletedInSilence() throws IOException {
    assertLinesLost(
        checkWith(
            line("1.base.rdb", 1, 'b'),
            line("1.incr.aof", 1, 'i'),
            line("2.incr.aof", 2, 'i'),
            line("3.incr.aof", 3, 'h')));
  }

  @Test
  void fileThatIsListedTwiceIsNotLoadedTwiceInSilence() throws IOException {
    // A digit of the name of incr 1 is damaged.
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'), line("3.incr.aof", 1, 'i'), line("3.incr.aof", 3, 'i'));

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.MAN_LISTED_TWICE);
    assertThat(report.damages())
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.editClass()).isEqualTo(EditClass.UNLOCATED);
              assertThat(((Damage.ManifestLost) damage).chains())
                  .anySatisfy(
                      chain ->
                          assertThat(chain.files())
                              .contains(NAME + ".1.incr.aof")
                              .containsOnlyOnce(NAME + ".3.incr.aof"));
            });
  }

  @Test
  void fileInUseThatIsListedAsHistoryTooIsNotDeletedInSilence() throws IOException {
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'),
            line("1.incr.aof", 1, 'h'),
            line("1.incr.aof", 1, 'i'),
            line("2.incr.aof", 2, 'i'),
            line("3.incr.aof", 3, 'i'));

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.MAN_LISTED_TWICE);
  }

  @Test
  void lineWhoseEndWasZeroedHidesTheOneBehindItAndProvesNothing() throws IOException {
    String base = line("1.base.rdb", 1, 'b');
    String first = line("1.incr.aof", 1, 'i');
    String zeroed = base.stripTrailing() + "\0".repeat(30) + first.substring(29);

    Report report = checkWith(zeroed, line("2.incr.aof", 2, 'i'), line("3.incr.aof", 3, 'i'));

    assertThat(report.damages())
        .hasOnlyElementsOfType(Damage.ManifestLost.class)
        .allSatisfy(
            damage ->
                assertThat(((Damage.ManifestLost) damage).chains().get(0).files())
                    .contains(NAME + ".1.incr.aof"));
  }

  @Test
  void incrInFrontOfTheListedOnesMayBeHistoryThatWasNotDeletedYet() throws IOException {
    Report report =
        checkWith(
            line("1.base.rdb", 1, 'b'), line("2.incr.aof", 2, 'i'), line("3.incr.aof", 3, 'i'));

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }
}
