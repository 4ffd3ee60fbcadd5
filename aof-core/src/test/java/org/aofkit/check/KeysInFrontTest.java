package org.aofkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An image at the head of an incr, and whether a server has its keys already: all three abort on
 * one that they have (KeysInFrontServerTest).
 */
class KeysInFrontTest {
  @TempDir Path folder;

  /** What {@link Aof#image} calls its keys. */
  private static String key(int number) {
    return "base:" + number;
  }

  private Report check(Aof base, Aof... incrs) throws IOException {
    AofDir dir = AofDir.in(folder).base(base);
    for (Aof incr : incrs) {
      dir.incr(incr);
    }
    return dir.check();
  }

  @Test
  void keysOfTheBaseThatComeAgainStopEveryServer() throws IOException {
    Report report = check(Aof.image(0, 3), Aof.of(Aof.image(0, 2), Aof.set("other", "1")));

    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.loadsOn().values()).containsOnly(Loads.NO);
    assertThat(report.files().get(report.files().size() - 1).verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.findings().stream().filter(f -> f.code() == FindingCode.RDB_KEY_IN_FRONT))
        .hasSize(2)
        .extracting(Finding::file, f -> f.message().startsWith("key "))
        .containsOnly(tuple("appendonly.aof.1.incr.aof", true));
  }

  @Test
  void theSameKeysInAnotherDatabaseAreOthers() throws IOException {
    Report report = check(Aof.image(0, 3), Aof.image(1, 3));

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.findings())
        .extracting(Finding::code)
        .containsExactly(FindingCode.AOF_RDB_IN_INCR);
  }

  @ParameterizedTest
  @CsvSource({
    "SET @ 1, CORRUPT",
    "SET @ 1 PXAT 1000, CORRUPT",
    "INCR @, CORRUPT",
    "HSET @ f v, CORRUPT",
    "SET @ 1 EX 0, LOSSY",
    "ZADD @ 1 m, LOSSY",
    "RENAME other @, LOSSY",
    "SET @ 1 NX, LOSSY",
    "SWAPDB 0 1, LOSSY",
    "EVAL return(1) 0, LOSSY",
    "LPUSHX @ 1, CLEAN",
    "PEXPIREAT @ 1000, CLEAN",
    "DEL @, CLEAN",
    "FLUSHDB, CLEAN",
    "SET other 1, CLEAN"
  })
  void whatACommandInFrontDoesToAKeyThatWasNotThere(String command, Verdict verdict)
      throws IOException {
    AofDir dir = AofDir.in(folder);
    dir.commandBase(Aof.of(Aof.select(0), Aof.command(command.replace("@", key(0)).split(" "))));
    assertThat(dir.incr(Aof.image(0, 1)).check().verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "DEL @, CLEAN",
    "UNLINK x @, CLEAN",
    "FLUSHALL, CLEAN",
    "FLUSHALL ASYNC, CLEAN",
    "FLUSHALL NOW, LOSSY",
    "FLUSHDB, LOSSY",
    "GETDEL @, LOSSY",
    "COPY @ other, LOSSY",
    "PEXPIREAT @ 1000, CORRUPT",
    "ZADD @ x m, CORRUPT",
    "PING, CORRUPT"
  })
  void whatACommandInFrontDoesToAKeyThatWasThere(String command, Verdict verdict)
      throws IOException {
    Aof commands = Aof.of(Aof.select(0), Aof.command(command.replace("@", key(0)).split(" ")));
    assertThat(check(Aof.image(0, 1), commands, Aof.image(0, 1)).verdict()).isEqualTo(verdict);
  }

  @Test
  void aSelectIsHeededInAndOutOfTransactions() throws IOException {
    Aof elsewhere = Aof.of(Aof.multi(), Aof.select(1), Aof.command("DEL", key(0)), Aof.exec());
    assertThat(check(Aof.image(0, 1), elsewhere, Aof.image(0, 1)).verdict())
        .isEqualTo(Verdict.CORRUPT);
  }

  @Test
  void nothingIsSaidOfWhatNoServerComesTo() throws IOException {
    Aof torn = Aof.of(Aof.select(0), Aof.set("a", "1"), Aof.text("x"), Aof.set("b", "1"));
    Report report = check(Aof.image(0, 1), torn, Aof.image(0, 1));

    assertThat(report.findings())
        .extracting(Finding::code)
        .doesNotContain(FindingCode.RDB_KEY_IN_FRONT, FindingCode.RDB_KEY_MAY_BE_IN_FRONT);
  }

  @Test
  void itIsNotLookedForWhereDuplicatesAreNot() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(0, 3)).incr(Aof.image(0, 3));
    CheckOptions options =
        CheckOptions.defaults().withImages(new ImageOptions(false, ImageOptions.Duplicates.SKIP));

    assertThat(Checker.check(dir.path(), options).verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void prefixEndsTheLogInFrontOfTheImageAndSafeAndSalvageRefuse() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(0, 3));
    dir.incr(Aof.of(Aof.select(0), Aof.set("a", "1")));
    dir.incr(Aof.image(0, 3));

    assertThat(dir.plan().refusals()).isNotEmpty();
    assertThat(dir.plan(PlanOptions.of(Policy.SALVAGE)).refusals()).isNotEmpty();
    assertThat(dir.repair(PlanOptions.of(Policy.PREFIX)).after().verdict())
        .isEqualTo(Verdict.CLEAN);
    assertThat(Files.readString(dir.file("appendonly.aof.manifest"))).doesNotContain("2.incr");
  }

  @Test
  void manyImagesAreComparedOnDemandOnly() throws IOException {
    AofDir dir = AofDir.in(folder).base(Aof.image(0, 1));
    for (int i = 0; i < 18; i++) {
      dir.incr(Aof.image(1 + i % 15, 1));
    }
    assertThat(dir.check().findings())
        .extracting(Finding::code)
        .contains(FindingCode.RDB_DUPLICATES_SKIPPED, FindingCode.RDB_KEY_IN_FRONT);
  }
}
