package org.aofkit.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aofkit.io.FileName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestNamesTest {
  private static final ManifestNames NAMES =
      new ManifestNames(ManifestNames.DEFAULT_APPEND_FILE_NAME);

  @ParameterizedTest
  @CsvSource({
    "appendonly.aof.manifest,MANIFEST,0",
    "temp-appendonly.aof.manifest,TEMP_MANIFEST,0",
    "temp-appendonly.aof.incr,TEMP_INCR,0",
    "appendonly.aof,SINGLE,0",
    "appendonly.aof.1.base.rdb,BASE_RDB,1",
    "appendonly.aof.17.base.aof,BASE_AOF,17",
    "appendonly.aof.9223372036854775807.incr.aof,INCR,9223372036854775807",
    "appendonly.aof.9223372036854775808.incr.aof,OTHER,0",
    "appendonly.aof.9999999999999999999.incr.aof,OTHER,0",
    "appendonly.aof.10000000000000000000.incr.aof,OTHER,0",
    "appendonly.aof.0.base.rdb,OTHER,0",
    "appendonly.aof.01.base.rdb,OTHER,0",
    "appendonly.aof.-1.base.rdb,OTHER,0",
    "appendonly.aof..base.rdb,OTHER,0",
    "appendonly.aof.base.rdb,OTHER,0",
    "appendonly.aofx1.base.rdb,OTHER,0",
    "appendonly.aof.1x.base.rdb,OTHER,0",
    "appendonly.aof.1.incr.rdb,OTHER,0",
    "other.aof.1.incr.aof,OTHER,0",
    "temp-appendonly.aof.1.incr.aof,OTHER,0",
    "x,OTHER,0",
    ".incr.aof,OTHER,0",
    "temp-rewriteaof-1.aof,OTHER,0",
  })
  void filesInTheAofDirectoryAreToldByTheirNames(String name, NameKind kind, long seq) {
    FileName file = FileName.of(name);
    assertThat(NAMES.inAofDirectory(file)).isEqualTo(new ClassifiedName(file, kind, seq));
    assertThat(kind.isLeftover()).isEqualTo(name.startsWith("temp-") && kind != NameKind.OTHER);
  }

  @ParameterizedTest
  @CsvSource({
    "appendonly.aof,SINGLE",
    "temp-rewriteaof-4711.aof,TEMP_REWRITE",
    "temp-rewriteaof-bg-4711.aof,TEMP_REWRITE_DONE",
    "temp-4711.rdb,TEMP_RDB",
    "temp-1700000000.4711.rdb,TEMP_REPLICA_RDB",
    "temp-rewriteaof-.aof,OTHER",
    "temp-rewriteaof-x.aof,OTHER",
    "temp-rewriteaof-bg-.aof,OTHER",
    "temp-.rdb,OTHER",
    "temp-1..rdb,OTHER",
    "temp-1.2.3.rdb,OTHER",
    "temp-abc.rdb,OTHER",
    "temp-rdb,OTHER",
    "dump.rdb,OTHER",
    "nodes.conf,OTHER",
    "appendonly.aof.manifest,OTHER",
  })
  void filesInTheWorkingDirectoryAreToldByTheirNames(String name, NameKind kind) {
    FileName file = FileName.of(name);
    assertThat(NAMES.inWorkingDirectory(file)).isEqualTo(new ClassifiedName(file, kind, 0));
    assertThat(kind.isLeftover()).isEqualTo(name.startsWith("temp-") && kind != NameKind.OTHER);
  }

  @Test
  void namesAreMadeFromBytes() {
    var names = new ManifestNames(FileName.of(new byte[] {'a', (byte) 0xff}));
    assertThat(names.manifest()).hasToString("a\\xff.manifest");
    assertThat(names.base(2, true)).hasToString("a\\xff.2.base.rdb");
    assertThat(names.base(2, false)).hasToString("a\\xff.2.base.aof");
    assertThat(names.incr(3)).hasToString("a\\xff.3.incr.aof");
    assertThat(names.inAofDirectory(names.tempIncr()).kind()).isEqualTo(NameKind.TEMP_INCR);
    assertThat(names.inAofDirectory(names.incr(3)).seq()).isEqualTo(3);
  }

  @Test
  void theNextFilesFollowTheListedOnes() {
    var manifest =
        new Manifest(
            List.of(
                ManifestEntry.of(FileName.of("x"), 4, ManifestType.BASE),
                ManifestEntry.of(FileName.of("h"), 99, ManifestType.HISTORY),
                ManifestEntry.of(FileName.of("i"), 2, ManifestType.INCR),
                ManifestEntry.of(FileName.of("j"), 7, ManifestType.INCR)));
    ManifestEntry base = NAMES.nextBase(manifest, true);
    assertThat(base.name()).hasToString("appendonly.aof.5.base.rdb");
    assertThat(base.seq()).isEqualTo(5);
    ManifestEntry incr = NAMES.nextIncr(manifest);
    assertThat(incr.name()).hasToString("appendonly.aof.8.incr.aof");
    assertThat(incr.type()).isEqualTo(ManifestType.INCR);
    var empty = new Manifest(List.of());
    assertThat(NAMES.nextBase(empty, false).name()).hasToString("appendonly.aof.1.base.aof");
    assertThat(NAMES.nextIncr(empty).name()).hasToString("appendonly.aof.1.incr.aof");
  }

  @ParameterizedTest
  @CsvSource({
    "my log.aof.manifest,my log.aof",
    "temp-a.manifest,a",
    "temp-a.incr,a",
    "a.b.12.base.rdb,a.b",
    "a.1.incr.aof,a",
    "a.1.2.base.aof,a.1",
    "temp-a.1.incr.aof,temp-a",
    ".1.incr.aof,",
    "1.incr.aof,",
    ".manifest,",
    "temp-.manifest,",
    "a.x.incr.aof,",
    "a.incr.aof,",
    "a.incr,",
    "dump.rdb,",
  })
  void theSettingIsFoundBehindAName(String name, String setting) {
    assertThat(ManifestNames.appendFileNameBehind(FileName.of(name)).map(FileName::toString))
        .isEqualTo(Optional.ofNullable(setting));
  }

  @Test
  void manifestsAreFoundInADirectoryInOrder(@TempDir Path directory) throws IOException {
    for (String name :
        List.of("b.manifest", "a.manifest", "temp-c.manifest", "x", ".manifest", "a.1.incr.aof")) {
      Files.createFile(directory.resolve(name));
    }
    assertThat(ManifestNames.withManifestIn(directory))
        .map(ManifestNames::appendFileName)
        .containsExactly(FileName.of("a"), FileName.of("b"));
    assertThatThrownBy(() -> ManifestNames.withManifestIn(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
