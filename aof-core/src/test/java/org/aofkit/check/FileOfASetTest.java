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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A single file that is given is taken as part of its set, and this is said. */
class FileOfASetTest {
  private static final Aof A = Aof.of(select(0), set("a", "1"));

  @TempDir Path folder;
  private AofDir dir;

  @BeforeEach
  void aSetWithHistoryAndAFileThatIsNotListed() throws IOException {
    dir = AofDir.in(folder).base(image(0, 1)).incr(A).incr(A);
    Path manifest = dir.file("appendonly.aof.manifest");
    Files.writeString(
        manifest, Files.readString(manifest) + "file appendonly.aof.0.incr.aof seq 9 type h\n");
    Files.write(dir.file("appendonly.aof.0.incr.aof"), A.bytes());
    Files.write(dir.file("appendonly.aof.9.incr.aof"), A.bytes());
    Files.write(dir.file("appendonly.aof.9.base.rdb"), image(0, 1).bytes());
  }

  private Report check(String name) throws IOException {
    return Checker.check(dir.file(name), CheckOptions.defaults());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "appendonly.aof.1.base.rdb",
        "appendonly.aof.1.incr.aof",
        "appendonly.aof.2.incr.aof",
        "appendonly.aof.0.incr.aof"
      })
  void aListedFileStandsForItsSet(String name) throws IOException {
    Report report = check(name);

    assertThat(report.notes())
        .containsExactly(
            name + " is listed in appendonly.aof.manifest; the whole set is looked at.");
    assertThat(report.files()).isEqualTo(dir.check().files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"appendonly.aof.9.incr.aof", "appendonly.aof.9.base.rdb"})
  void aFileThatIsNotListedIsLookedAtAlone(String name) throws IOException {
    Report report = check(name);

    assertThat(report.notes())
        .containsExactly(
            name + " is not listed in appendonly.aof.manifest; it is looked at alone.");
    assertThat(report.files()).hasSize(1);
  }

  @Test
  void theManifestStandsForItsSetWithoutAWord() throws IOException {
    Report report = check("appendonly.aof.manifest");

    assertThat(report.notes()).isEmpty();
    assertThat(report.files()).isEqualTo(dir.check().files());
  }

  @Test
  void aFileWithoutAnyManifestIsLookedAtAloneWithoutAWord() throws IOException {
    Files.delete(dir.file("appendonly.aof.manifest"));

    assertThat(check("appendonly.aof.1.incr.aof").notes()).isEmpty();
  }
}
