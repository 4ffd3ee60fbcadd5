package org.aofkit.repair;

import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.aofkit.check.Chain;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory whose manifest is lost, and what a check and a repair make of it: for the tests of
 * that.
 */
abstract class LostManifests {
  static final String NAME = "appendonly.aof";
  static final long T = 1_700_000_000L;

  @TempDir Path folder;

  AofDir dir;

  @BeforeEach
  void makeDirectory() throws IOException {
    dir = AofDir.in(folder);
  }

  void base(int seq, Aof content) throws IOException {
    Files.write(dir.file(NAME + "." + seq + ".base.rdb"), content.bytes());
  }

  void incr(int seq, Aof content) throws IOException {
    Files.write(dir.file(NAME + "." + seq + ".incr.aof"), content.bytes());
  }

  /** An incr whose content tells its number. */
  void incr(int seq) throws IOException {
    incr(seq, Aof.of(select(0), set("from", "incr" + seq)));
  }

  Path manifest() {
    return dir.file(NAME + ".manifest");
  }

  static String baseLine(int seq) {
    return "file " + NAME + "." + seq + ".base.rdb seq " + seq + " type b\n";
  }

  static String incrLine(int seq) {
    return "file " + NAME + "." + seq + ".incr.aof seq " + seq + " type i\n";
  }

  static String lines(int base, int... incrs) {
    StringBuilder text = new StringBuilder(base == 0 ? "" : baseLine(base));
    Arrays.stream(incrs).forEach(seq -> text.append(incrLine(seq)));
    return text.toString();
  }

  Damage.ManifestLost lost() throws IOException {
    return (Damage.ManifestLost)
        dir.check().damages().stream()
            .filter(Damage.ManifestLost.class::isInstance)
            .findFirst()
            .orElseThrow();
  }

  /** The possible manifests, in the order of their numbers, as text. */
  List<String> choices() throws IOException {
    assertThat(lost().editClass()).isEqualTo(EditClass.UNLOCATED);
    return lost().chains().stream().map(LostManifests::text).toList();
  }

  static String text(Chain chain) {
    byte[] bytes = org.aofkit.manifest.ManifestWriter.write(chain.manifest().entries());
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  void assertProven(String manifest) throws IOException {
    Damage.ManifestLost lost = lost();
    assertThat(lost.editClass()).as("%s", lost).isEqualTo(EditClass.SAFE);
    assertThat(text(lost.chains().get(0))).isEqualTo(manifest);
  }

  RepairOutcome repair(PlanOptions options) throws IOException {
    return AofDir.repair(dir.path(), options);
  }

  String written() throws IOException {
    return Files.readString(manifest(), StandardCharsets.ISO_8859_1);
  }
}
