package org.aofkit.check;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Reports.codes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with {@code appendonly no} reads its dump, and nothing else. */
class AppendOnlyNoTest {
  private static final Aof A = Aof.of(select(0), set("a", "1"));
  private static final Instant OLD = Instant.parse("2026-11-20T08:00:00Z");
  private static final Instant NEW = Instant.parse("2026-11-21T09:30:00.5Z");

  @TempDir Path folder;

  @Test
  void anAofWithoutADumpIsLossyAndCannotBeMended() throws IOException {
    AofDir dir = aofWrittenAt(NEW);

    Report report = check(dir.path(), null);

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.findings())
        .extracting(Finding::code)
        .containsExactly(FindingCode.DIR_AOF_IGNORED);
    assertThat(report.damages())
        .singleElement()
        .isInstanceOfSatisfying(
            Damage.Unmendable.class,
            damage -> {
              assertThat(damage.editClass()).isEqualTo(EditClass.UNLOCATED);
              assertThat(damage.reason())
                  .isEqualTo("nothing is damaged; the server would not read the AOF");
            });
    assertThat(report.notes())
        .singleElement()
        .asString()
        .matches(
            "appendonlydir holds an AOF that a server with appendonly no does not read: 3 files of"
                + " [0-9]+ bytes, last written 2026-11-21T09:30:00Z\\.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aManifestThatServersRefuseStopsThemAllTheSame(boolean dumpBeside) throws IOException {
    AofDir dir = aofWrittenAt(NEW);
    Files.writeString(dir.file("appendonly.aof.manifest"), "hello world\n");
    if (dumpBeside) {
      Files.write(dir.path().resolve("dump.rdb"), image(0, 1).bytes());
    }

    Report report = check(dir.path(), null);

    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.loads()).isEqualTo(Loads.NO);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.MAN_BAD_FORMAT);
  }

  @Test
  void filesWithoutAManifestAreAnAofToo() throws IOException {
    AofDir dir = aofWrittenAt(NEW);
    Files.delete(dir.file("appendonly.aof.manifest"));

    assertThat(check(dir.path(), null).verdict()).isEqualTo(Verdict.LOSSY);
  }

  @Test
  void theSingleFileOfAnOldServerIsAnAofToo() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.write(data.resolve("appendonly.aof"), A.bytes());

    Report report = check(data, null);

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.notes()).singleElement().asString().startsWith("appendonly.aof holds an AOF");
  }

  @Test
  void anAofOfAnotherNameThanTheServersIsNone() throws IOException {
    AofDir dir = aofWrittenAt(NEW);

    assertThat(check(dir.path(), "appendonly.aof").verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(check(dir.path(), "other.aof").verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void emptyFilesAndLeftoversAreNoAof() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path aof = Files.createDirectory(data.resolve("appendonlydir"));
    Files.write(aof.resolve("appendonly.aof.1.incr.aof"), new byte[0]);
    Files.write(aof.resolve("temp-appendonly.aof.incr"), A.bytes());
    Files.write(data.resolve("appendonly.aof"), new byte[0]);

    Report report = check(data, null);

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.findings()).extracting(Finding::code).containsExactly(FindingCode.DIR_EMPTY);
    assertThat(report.notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideADumpItIsSaidWhichIsNewerAndTheVerdictIsTheDumps(boolean aofIsNewer)
      throws IOException {
    AofDir dir = aofWrittenAt(aofIsNewer ? NEW : OLD);
    Path dump = Files.write(dir.path().resolve("dump.rdb"), image(0, 1).bytes());
    Files.setLastModifiedTime(dump, FileTime.from(aofIsNewer ? OLD : NEW));

    Report report = check(dir.path(), null);

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(codes(report)).isEmpty();
    assertThat(report.notes())
        .singleElement()
        .asString()
        .endsWith(
            aofIsNewer
                ? "last written 2026-11-21T09:30:00Z. dump.rdb was last written"
                    + " 2026-11-20T08:00:00Z; the AOF is newer."
                : "last written 2026-11-20T08:00:00Z. dump.rdb was last written"
                    + " 2026-11-21T09:30:00Z, later.");
  }

  /** Servers from 7.0 on write the field into plain dumps too. */
  @Test
  void aDumpGivenAloneEndsWithItsImageThoughItHasTheFieldOfABase() throws IOException {
    Aof dump = image(0, 1).replace("aof-base\u00011", "aof-base\u00010");
    Path file = folder.resolve("other.rdb");
    Files.write(file, Aof.of(dump, Aof.raw(new byte[] {1, 2, 3})).bytes());

    Report report = Checker.check(file, CheckOptions.defaults());

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(codes(report)).containsExactly(FindingCode.RDB_TRAILING_BYTES);
  }

  private AofDir aofWrittenAt(Instant time) throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(A);
    for (String name :
        new String[] {
          "appendonly.aof.manifest", "appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof"
        }) {
      Files.setLastModifiedTime(dir.file(name), FileTime.from(time));
    }
    return dir;
  }

  private static Report check(Path data, @Nullable String appendFilename) throws IOException {
    CheckOptions defaults = CheckOptions.defaults();
    return Checker.check(
        data,
        new CheckOptions(
            defaults.server(),
            defaults.databases(),
            false,
            appendFilename,
            defaults.appendDirname(),
            defaults.dbFilename(),
            defaults.ioMode(),
            defaults.threads(),
            defaults.windowSize(),
            defaults.progress(),
            defaults.cancelled()));
  }
}
