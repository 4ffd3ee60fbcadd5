package org.aofkit.check;

import static org.aofkit.testing.Aof.command;
import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.multi;
import static org.aofkit.testing.Aof.nuls;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.aofkit.testing.Aof.timestamp;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.aofkit.server.Server;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server decides and does at its start, before and beside reading the log. */
class StartTest {
  private static final Aof GOOD = Aof.of(select(0), set("a", "1"));
  private static final Aof TORN = text("*3\r\n$3\r\nSET\r\n$1\r\n");

  @TempDir Path folder;

  private static List<Finding> changes(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.code() == FindingCode.DIR_START_CHANGES)
        .toList();
  }

  private static Report check(Path dir) throws IOException {
    return Checker.check(dir, CheckOptions.defaults().withServer(Server.REDIS_7_0));
  }

  private static void assertInTheWay(Report report) {
    assertThat(report.loadsOn().values()).containsOnly(Loads.NO);
    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.DIR_IN_THE_WAY);
  }

  @Test
  void healthyDirectoryIsNotChanged() throws IOException {
    assertThat(changes(AofDir.in(folder).base(image(0, 1)).incr(GOOD).check())).isEmpty();
  }

  @Test
  void tornEndIsCutWhereTheServerCuts() throws IOException {
    Report last = AofDir.in(folder).base(image(0, 1)).incr(GOOD, TORN).check();
    assertThat(changes(last)).hasSize(1);
    assertThat(changes(last).get(0).offset()).isEqualTo(GOOD.bytes().length);
    assertThat(changes(last).get(0).length()).isEqualTo(TORN.bytes().length);

    Report wiped = AofDir.in(folder).base(image(0, 1)).incr(image(1, 1), TORN).check();
    assertThat(changes(wiped).get(0).offset()).isZero();
  }

  private static long cutAt(AofDir dir, Server server) throws IOException {
    Report report = Checker.check(dir.path(), CheckOptions.defaults().withServer(server));
    assertThat(changes(report)).hasSize(1);
    return changes(report).get(0).offset();
  }

  /** The server cuts a torn end and a swallowing length behind {@code front} at the same place. */
  private void assertCut(Server server, long at, Aof... front) throws IOException {
    Aof all = Aof.of(front);
    Aof swallowing = set("k", "0123456789").replace("$10\r\n", "$90000\r\n");
    AofDir torn = AofDir.in(folder).base(image(0, 1)).incr(all, TORN);
    AofDir swallowed = AofDir.in(folder).base(image(0, 1)).incr(all, swallowing, GOOD, GOOD);
    assertThat(cutAt(torn, server)).isEqualTo(at);
    assertThat(cutAt(swallowed, server)).isEqualTo(at);
  }

  @Test
  void annotationsInFrontOfASwallowingLengthAreCutOffToo() throws IOException {
    for (Server server : Server.values()) {
      assertCut(server, GOOD.length(), GOOD, timestamp(1), timestamp(2));
      assertCut(server, 0, timestamp(1));
      assertCut(server, 0);
    }
  }

  @Test
  void redisKeepsAnImageWithoutCommandsNeitherAtATornEndNorAtASwallowingLength()
      throws IOException {
    Aof image = image(1, 1);
    for (Aof front : List.of(image, Aof.of(image, timestamp(1)))) {
      assertCut(Server.REDIS_7_0, 0, front);
      assertCut(Server.REDIS_8_0, 0, front);
      assertCut(Server.VALKEY_9, image.length(), front);
    }
  }

  @Test
  void swallowingLengthInATransactionIsCutBehindTheLastCommandOrInFrontOfTheMulti()
      throws IOException {
    Aof open = Aof.of(multi(), set("b", "2"));
    Aof plain = Aof.of(GOOD, timestamp(1), open);
    for (Aof front : List.of(plain, Aof.of(plain, timestamp(2)))) {
      assertCut(Server.REDIS_7_0, plain.length(), front);
      assertCut(Server.REDIS_8_0, plain.length(), front);
      assertCut(Server.VALKEY_9, GOOD.length(), front);
    }
    assertCut(Server.REDIS_8_0, open.length(), open);
    assertCut(Server.VALKEY_9, 0, open);
    Aof image = image(1, 1);
    assertCut(Server.VALKEY_9, image.length(), image, timestamp(1), open);
  }

  @Test
  void whatTheStartDoesAtATornEndIsNotSaidWhereItStopsInFront() throws IOException {
    Aof torn = Aof.of(GOOD, multi(), set("b", "2"), TORN);
    assertThat(tornMessage(torn)).contains("leaves the MULTI in front open");
    assertThat(tornMessage(Aof.of(GOOD, nuls(7), torn))).doesNotContain("leaves the MULTI");
  }

  private String tornMessage(Aof incr) throws IOException {
    return AofDir.in(folder).base(image(0, 1)).incr(incr).check().findings().stream()
        .filter(finding -> finding.code() == FindingCode.AOF_TORN_TAIL)
        .map(Finding::message)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onlyTheFirstTornFileIsCutAndTheServerExits() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(GOOD, TORN).incr(GOOD, TORN);

    List<Finding> changes = changes(dir.check());

    assertThat(changes).extracting(Finding::file).containsExactly("appendonly.aof.1.incr.aof");
    assertThat(changes.get(0).message()).endsWith("and then exit");
  }

  @Test
  void nothingIsCutWhereAFileIsMissingOrTheManifestIsRefused() throws IOException {
    AofDir missing = AofDir.in(folder).base(image(0, 1)).incr(GOOD, TORN).incr(GOOD);
    Files.delete(missing.incrFile(2));
    assertThat(changes(missing.check())).isEmpty();

    AofDir refused = AofDir.in(folder).base(image(0, 1)).incr(GOOD, TORN);
    Path manifest = refused.file("appendonly.aof.manifest");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("file a", "file \"a\"").replace("\"a\"", "'a'"));
    assertThat(changes(check(refused.path()))).isEmpty();
  }

  @Test
  void lostManifestMakesTheServerOverwriteTheBaseAndAppendToTheIncr() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1)).incr(GOOD);
    Files.delete(dir.file("appendonly.aof.manifest"));

    assertThat(changes(dir.check()))
        .extracting(Finding::file)
        .containsExactly("appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof");
  }

  @Test
  void unlistedIncrIsAdoptedBesideABaseAlone() throws IOException {
    AofDir dir = AofDir.in(folder).base(image(0, 1));
    Files.write(dir.incrFile(1), GOOD.bytes());

    List<Finding> changes = changes(dir.check());

    assertThat(changes).extracting(Finding::file).containsExactly("appendonly.aof.1.incr.aof");
    assertThat(changes.get(0).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void upgradeOntoAFileOfTheSameNameAbortsEveryServer() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("both"));
    Files.write(dir.resolve("appendonly.aof"), GOOD.bytes());
    Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
    Files.write(aof.resolve("appendonly.aof"), Aof.of(GOOD, TORN).bytes());

    assertInTheWay(check(dir));

    Files.writeString(aof.resolve("appendonly.aof.manifest"), "file appendonly.aof seq 1 type b\n");
    assertThat(check(dir).loads()).isEqualTo(Loads.ONLY_LENIENT);
  }

  @Test
  void directoriesInThePlaceOfFilesToBeWrittenStopTheServer() throws IOException {
    for (String name : new String[] {"appendonly.aof.1.incr.aof", "temp-appendonly.aof.manifest"}) {
      AofDir dir = AofDir.in(folder).base(image(0, 1));
      Files.createDirectory(dir.file(name));
      assertInTheWay(dir.check());
    }
    AofDir listed = AofDir.in(folder).base(image(0, 1)).incr(GOOD);
    Files.createDirectory(listed.file("temp-appendonly.aof.manifest"));
    assertThat(listed.check().loads()).isEqualTo(Loads.YES);
  }

  @Test
  void fileInThePlaceOfTheAofDirectoryStopsTheServer() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("file"));
    Files.write(dir.resolve("appendonly.aof"), command("PING").bytes());
    Files.createFile(dir.resolve("appendonlydir"));

    assertInTheWay(check(dir));
  }

  @Test
  void historyFileOfAnUpgradeIsNamedInItsDirectory() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("upgrade"));
    Files.write(dir.resolve("appendonly.aof"), GOOD.bytes());
    Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
    Files.write(aof.resolve("old"), GOOD.bytes());
    Files.writeString(aof.resolve("appendonly.aof.manifest"), "file old seq 1 type h\n");

    assertThat(check(dir).findings())
        .filteredOn(finding -> finding.code() == FindingCode.DIR_HISTORY)
        .extracting(Finding::file)
        .containsExactly("appendonlydir/old");
  }
}
