package org.aofkit.check;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that no server reads, and that may hold what is nowhere else. */
class BesideTheSetTest {
  private static final Aof COMMANDS = Aof.of(select(0), set("a", "1"));

  @TempDir Path folder;

  private Path write(String name, Aof content) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, content.bytes());
  }

  private Report check() throws IOException {
    return Checker.check(folder, CheckOptions.defaults());
  }

  @Test
  void oldSingleFileBesideFilesOfALostManifestIsLossy() throws IOException {
    write("appendonly.aof", COMMANDS);
    write("appendonlydir/appendonly.aof.1.incr.aof", COMMANDS);

    Report report = check();

    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(Reports.count(report, FindingCode.DIR_UPGRADE_BESIDE_FILES)).isEqualTo(1);
    assertThat(report.damages()).hasSize(1);
    assertThat(report.damages().get(0).editClass()).isEqualTo(EditClass.UNLOCATED);
  }

  @Test
  void oldSingleFileBesideAHistoryFileOfAManifestWithoutEntriesIsLossy() throws IOException {
    write("appendonly.aof", COMMANDS);
    write("appendonlydir/appendonly.aof.1.incr.aof", COMMANDS);
    write(
        "appendonlydir/appendonly.aof.manifest",
        Aof.text("file appendonly.aof.1.incr.aof seq 1 type h\n"));

    assertThat(check().verdict()).isEqualTo(Verdict.LOSSY);
  }

  @Test
  void oldSingleFileBesideEmptyFilesIsClean() throws IOException {
    write("appendonly.aof", COMMANDS);
    write("appendonlydir/appendonly.aof.1.incr.aof", Aof.empty());

    Report report = check();

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(Reports.count(report, FindingCode.DIR_UPGRADE)).isEqualTo(1);
  }

  @Test
  void commandsLoggedWhileTheAofWasSwitchedOnAreLossyWhereTheServerStartsEmpty()
      throws IOException {
    write("appendonlydir/temp-appendonly.aof.incr", COMMANDS);
    write("temp-rewriteaof-bg-4711.aof", image(0, 3));

    Report report = check();

    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(Reports.count(report, FindingCode.DIR_SWITCH_ON_BROKEN_OFF)).isEqualTo(2);
  }

  @Test
  void finishedRewriteAloneIsLossyWhereTheServerStartsEmpty() throws IOException {
    write("temp-rewriteaof-bg-4711.aof", image(0, 3));

    assertThat(check().verdict()).isEqualTo(Verdict.LOSSY);
  }

  @Test
  void emptyVolumeWithAnUnfinishedRewriteIsClean() throws IOException {
    write("temp-rewriteaof-4711.aof", image(0, 3));
    write("appendonlydir/temp-appendonly.aof.incr", Aof.empty());

    assertThat(check().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void commandsLoggedWhileTheAofWasSwitchedOnAreNoLeftoverThatIsTidiedAway() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(COMMANDS);
    Files.write(dir.file("temp-appendonly.aof.incr"), COMMANDS.bytes());
    Files.write(dir.file("temp-appendonly.aof.manifest"), new byte[0]);

    assertThat(dir.check().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(Reports.count(dir.check(), FindingCode.DIR_SWITCH_ON_BROKEN_OFF)).isEqualTo(1);
    dir.repair(PlanOptions.of(Policy.SAFE).withCleanLeftovers());

    assertThat(dir.file("temp-appendonly.aof.incr")).exists();
    assertThat(dir.file("temp-appendonly.aof.manifest")).doesNotExist();
  }
}
