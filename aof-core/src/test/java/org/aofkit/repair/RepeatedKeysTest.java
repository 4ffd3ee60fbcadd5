package org.aofkit.repair;

import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.check.EditClass;
import org.aofkit.check.Verdict;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images whose only fault is a key that is there twice. */
class RepeatedKeysTest {
  private static final PlanOptions SALVAGE = PlanOptions.of(Policy.SALVAGE);
  private static final PlanOptions SAFE = PlanOptions.safe();

  @TempDir Path folder;

  @Test
  void aCopyIsTakenOutWithoutALoss() throws IOException {
    for (List<String> names : List.of(List.of("a", "b", "a"), List.of("a", "a", "b"))) {
      AofDir dir = dir(image(names, name -> "value of " + name));
      Map<String, String> before = AofDir.snapshot(dir.path(), false);

      RepairPlan plan = dir.plan(SAFE);
      RepairOutcome outcome = dir.repair(SAFE);

      assertThat(plan.edits()).extracting(PlannedEdit::editClass).containsExactly(EditClass.SAFE);
      assertThat(plan.edits().get(0).reason()).contains("2 keys kept, 0 keys lost");
      assertThat(plan.lost().keys()).isZero();
      assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(outcome.after().stats().rdbKeys()).isEqualTo(2);
      dir.undo();
      assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
    }
  }

  @Test
  void ofTwoValuesSalvageTakesNeitherAndSaysSo() throws IOException {
    int[] version = {0};
    for (List<String> names : List.of(List.of("a", "b", "a"), List.of("a", "a", "b"))) {
      AofDir dir = dir(image(names, name -> "value " + version[0]++));

      assertThat(dir.plan(SAFE).mayBeApplied()).isFalse();
      RepairPlan plan = dir.plan(SALVAGE);
      RepairOutcome outcome = dir.repair(SALVAGE);

      assertThat(plan.edits()).extracting(PlannedEdit::editClass).containsExactly(EditClass.LOSSY);
      assertThat(plan.edits().get(0).reason()).contains("1 key kept, 0 keys lost, 2 keys in doubt");
      assertThat(plan.notes()).anyMatch(note -> note.contains("key a of database 0"));
      assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(outcome.after().stats().rdbKeys()).isEqualTo(1);
    }
  }

  @Test
  void toTakeTheFirstOfTwoValuesTakesTheOperatorsWord() throws IOException {
    int[] version = {0};
    AofDir dir = dir(image(List.of("a", "b", "a"), name -> "value " + version[0]++));

    RepairPlan plan = dir.plan(SALVAGE.withAcceptedLoss());
    dir.repair(SALVAGE.withAcceptedLoss());

    assertThat(plan.edits().get(0).editClass()).isEqualTo(EditClass.UNLOCATED);
    String base =
        Files.readString(dir.file("appendonly.aof.1.base.rdb"), StandardCharsets.ISO_8859_1);
    assertThat(base).contains("value 0", "value 1").doesNotContain("value 2");
  }

  @Test
  void withoutAChecksumACopyIsALoss() throws IOException {
    byte[] image = image(List.of("a", "b", "a"), name -> "value");
    Arrays.fill(image, image.length - 8, image.length, (byte) 0);
    AofDir dir = dir(image);
    assertThat(dir.plan(SAFE).mayBeApplied()).isFalse();
    assertThat(dir.plan(SALVAGE).edits().get(0).editClass()).isEqualTo(EditClass.LOSSY);
    assertThat(dir.repair(SALVAGE).after().verdict()).isEqualTo(Verdict.CLEAN);
  }

  private AofDir dir(byte[] image) throws IOException {
    return AofDir.in(folder).base(Aof.raw(image)).incr(Aof.of(set("x", "1")));
  }

  private interface Value {
    String of(String name);
  }

  private static byte[] image(List<String> names, Value value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.database(0, names.size(), 0);
    for (String name : names) {
      writer.key(
          KeyHead.of(name.getBytes(StandardCharsets.US_ASCII)),
          RdbValue.string(value.of(name).getBytes(StandardCharsets.US_ASCII)));
    }
    writer.end();
    return bytes.toByteArray();
  }
}
