package org.aofkit.repair;

import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.EditClass;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
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

/**
 * Deadlines before 1970 in images of an AOF: which servers they concern, and what is made of them.
 */
class NegativeDeadlineRepairTest {
  private static final CheckOptions VALKEY = CheckOptions.defaults().withServer(Server.VALKEY_9);
  private static final CheckOptions REDIS = CheckOptions.defaults().withServer(Server.REDIS_7_0);
  private static final long BEFORE = -1000;

  @TempDir Path folder;

  @Test
  void onlyAValkeyThatLoadsThemFromAnAofEndsOnThem() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.raw(image(BEFORE))).incr(Aof.of(set("a", "1")));
    Path dump = Files.write(folder.resolve("dump.rdb"), image(BEFORE));

    Report valkey = Checker.check(dir.path(), VALKEY);
    Report redis = Checker.check(dir.path(), REDIS);

    assertThat(valkey.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(valkey.loads()).isEqualTo(Loads.YES);
    assertThat(valkey.findings())
        .extracting(Finding::code)
        .containsExactly(FindingCode.RDB_CRASHES_LATER);
    assertThat(valkey.findings().get(0).message()).contains("key expired: ").contains("1970");
    assertThat(redis.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(redis.findings()).isEmpty();
    for (Server server : Server.values()) {
      assertThat(redis.loadsOn().get(server)).isEqualTo(Loads.YES);
    }
    assertThat(Checker.check(dump, VALKEY).verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void everyPolicyLetsThemExpireIn1970AndKeepsTheRest() throws IOException {
    for (Policy policy : new Policy[] {Policy.SAFE, Policy.SALVAGE}) {
      AofDir dir = AofDir.in(folder).base(Aof.raw(image(BEFORE))).incr(Aof.of(set("a", "1")));

      RepairPlan plan = plan(dir, policy);
      repair(dir, policy);

      assertThat(plan.edits()).extracting(PlannedEdit::kind).containsExactly(EditKind.REWRITE_BASE);
      assertThat(plan.edits().get(0).editClass()).isEqualTo(EditClass.SAFE);
      assertThat(plan.lost().isNothing()).isTrue();
      assertThat(base(dir)).isEqualTo(image(0));
      assertThat(Checker.check(dir.path(), VALKEY).verdict()).isEqualTo(Verdict.CLEAN);
    }
  }

  @Test
  void withoutAChecksumItTakesSalvage() throws IOException {
    byte[] image = image(BEFORE);
    Arrays.fill(image, image.length - Long.BYTES, image.length, (byte) 0);
    AofDir dir = AofDir.in(folder).base(Aof.raw(image)).incr(Aof.of(set("a", "1")));

    assertThat(plan(dir, Policy.SAFE).mayBeApplied()).isFalse();
    assertThat(plan(dir, Policy.SALVAGE).edits().get(0).editClass()).isEqualTo(EditClass.LOSSY);
    repair(dir, Policy.SALVAGE);

    assertThat(base(dir)).isEqualTo(image(0));
  }

  @Test
  void whatIsSalvagedForOtherDamageHasNoneEither() throws IOException {
    byte[] image = image(BEFORE);
    int at = new String(image, StandardCharsets.ISO_8859_1).indexOf("the value number 30");
    Arrays.fill(image, at - 20, at + 60, (byte) 0);
    AofDir dir = AofDir.in(folder).base(Aof.raw(image)).incr(Aof.of(select(0), set("a", "1")));

    repair(dir, Policy.SALVAGE);

    Report after = Checker.check(dir.path(), VALKEY);
    assertThat(after.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(after.stats().rdbKeys()).isBetween(36L, 40L);
  }

  private static RepairPlan plan(AofDir dir, Policy policy) throws IOException {
    return RepairPlanner.plan(Checker.check(dir.path(), VALKEY), VALKEY, PlanOptions.of(policy));
  }

  private static void repair(AofDir dir, Policy policy) throws IOException {
    AofDir.apply(dir.path(), Checker.check(dir.path(), VALKEY), plan(dir, policy));
  }

  private static byte[] base(AofDir dir) throws IOException {
    return Files.readAllBytes(dir.file("appendonly.aof.1.base.rdb"));
  }

  private static byte[] image(long deadline) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.database(0, 41, 1);
    for (int i = 0; i < 40; i++) {
      writer.key(KeyHead.of(ascii("user:10" + i)), RdbValue.string(ascii("the value number " + i)));
      if (i == 10) {
        byte[] record = record(deadline);
        writer.raw(record, 0, record.length);
      }
    }
    writer.end();
    return bytes.toByteArray();
  }

  /** The writer has none before 1970. */
  private static byte[] record(long deadline) {
    byte[] name = ascii("expired");
    byte[] value = ascii("of before");
    ByteBuffer record = ByteBuffer.allocate(12 + name.length + value.length);
    record.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0xFC).putLong(deadline).put((byte) 0);
    record.put((byte) name.length).put(name).put((byte) value.length).put(value);
    return record.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
