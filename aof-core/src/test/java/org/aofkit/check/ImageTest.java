package org.aofkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.RdbChecksum;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.server.Server;
import org.aofkit.testing.Reports;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images are read to their bottom, and what is wrong inside of them is told. */
class ImageTest {
  private static final CheckOptions DEFAULTS = CheckOptions.defaults();

  @TempDir Path folder;

  private static final Map<String, Server> COLUMNS =
      Map.of(
          "redis-7.0.15 load", Server.REDIS_7_0,
          "redis-8.0.6 load", Server.REDIS_8_0,
          "valkey-9.1.2 load", Server.VALKEY_9);

  @Test
  void loadsIsWhatThreeServersDidByDefaultAndSanitized() throws IOException {
    Path summary = Testdata.path("acceptance-rdb/summary.tsv");
    List<String> lines = Files.readAllLines(summary);
    List<String> columns = List.of(lines.get(0).split("\t"));
    Set<String> wrong = new TreeSet<>();
    int compared = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t");
      Path file = Testdata.path("acceptance-rdb/files").resolve(cells[0] + ".rdb");
      if (!Files.exists(file) || Files.size(file) == 0) {
        continue;
      }
      Report plain = Checker.check(file, DEFAULTS);
      Report sanitized = Checker.check(file, DEFAULTS.withImages(sanitized()));
      for (Map.Entry<String, Server> column : COLUMNS.entrySet()) {
        int at = columns.indexOf(column.getKey());
        int sanitizedAt = columns.indexOf(column.getKey() + " sanitized");
        compared += 2;
        if (lenient(plain, column.getValue()) != cells[at].equals("loads")) {
          wrong.add(cells[0] + " on " + column.getValue());
        }
        if (lenient(sanitized, column.getValue()) != cells[sanitizedAt].equals("loads")) {
          wrong.add(cells[0] + " sanitized on " + column.getValue());
        }
      }
    }
    assertThat(compared).isGreaterThan(900);
    assertThat(wrong).isEmpty();
  }

  private static boolean lenient(Report report, Server server) {
    return report.loadsOn().getOrDefault(server, Loads.NO).lenient();
  }

  private static ImageOptions sanitized() {
    return new ImageOptions(true, ImageOptions.Duplicates.AUTO);
  }

  @ParameterizedTest
  @CsvSource({
    "lp-bad-count, RDB-CRASHES-LATER, LOSSY",
    "hash-lp-odd, RDB-CRASHES-LATER, LOSSY",
    "stream19-gpel-unowned, RDB-CRASHES-LATER, LOSSY",
    "intset-unsorted, RDB-WRONG-READS, LOSSY",
    "zset-lp-unsorted, RDB-WRONG-READS, LOSSY",
    "stream19-length-wrong, RDB-WRONG-READS, LOSSY",
    "stream19-added-0, RDB-ODD-VALUE, CLEAN",
    "trailing-garbage, RDB-TRAILING-BYTES, CLEAN",
    "dup-key, RDB-DUPLICATE-KEY, CORRUPT",
    "checksum-wrong, RDB-CHECKSUM, CORRUPT",
    "cut-in-value, RDB-CUT, CORRUPT",
    "db-16, RDB-DATABASE-OUT-OF-RANGE, CORRUPT",
    "intset-empty, RDB-BAD-FORMAT, CORRUPT",
    "type20-in-v9, RDB-NOT-FOR-SERVER, CORRUPT"
  })
  void everyKindOfDamageHasItsCodeAndItsVerdict(String name, String code, Verdict verdict)
      throws IOException {
    Report report = check(name, DEFAULTS.withServer(Server.REDIS_7_0));

    assertThat(report.findings()).extracting(f -> f.code().id()).contains(code);
    assertThat(report.verdict()).isEqualTo(verdict);
    assertThat(report.damages().isEmpty()).isEqualTo(verdict == Verdict.CLEAN);
  }

  /**
   * Redis 8.0.6 says that it is ready and ends at its first round of expiry; a replica, which waits
   * for its master to delete, stays (ExpiredFieldServerTest).
   */
  @Test
  void damageBehindAnExpiredFieldLoadsButIsDamaged() throws IOException {
    Path file = Testdata.path("rdb/redis-8.0.6/hash-field-ttl-expired.rdb");
    byte[] bytes = Files.readAllBytes(file);
    bytes[169] = 0x3F;
    Arrays.fill(bytes, bytes.length - Long.BYTES, bytes.length, (byte) 0);
    Path dump = Files.write(folder.resolve("dump.rdb"), bytes);

    Report plain = Checker.check(dump, DEFAULTS);
    Report close = Checker.check(dump, DEFAULTS.withImages(sanitized()));

    assertThat(plain.server()).isEqualTo(Server.REDIS_8_0);
    assertThat(plain.loads()).isEqualTo(Loads.YES);
    assertThat(plain.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(Reports.codes(plain)).containsExactly(FindingCode.RDB_CRASHES_LATER);
    assertThat(close.verdict()).isEqualTo(Verdict.CORRUPT);
  }

  @Test
  void damageNamesItsKeyAndItsPlace() throws IOException {
    Finding finding =
        check("lp-bad-count", DEFAULTS).findings().stream()
            .filter(each -> each.code() == FindingCode.RDB_CRASHES_LATER)
            .findFirst()
            .orElseThrow();

    assertThat(finding.message()).startsWith("key ").contains("listpack: ");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.offset()).isPositive();
  }

  @Test
  void sanitizingServersRefuseWhatOthersLoad() throws IOException {
    CheckOptions redis = DEFAULTS.withServer(Server.REDIS_8_0);
    Report plain = check("lp-bad-count", redis);
    Report close = check("lp-bad-count", redis.withImages(sanitized()));

    assertThat(plain.loads()).isEqualTo(Loads.YES);
    assertThat(plain.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(close.loads()).isEqualTo(Loads.NO);
    assertThat(close.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(close.findings())
        .extracting(Finding::code)
        .containsExactly(FindingCode.RDB_DAMAGED_VALUE);
    assertThat(plain.loadsOn().get(Server.VALKEY_9)).isEqualTo(Loads.NO);
  }

  @Test
  void valkey9RefusesWhatRedisLoadsWhateverIsConfigured() throws IOException {
    Report report = check("lp-bad-count", DEFAULTS.withServer(Server.VALKEY_9));

    assertThat(report.findings())
        .extracting(Finding::code)
        .containsExactly(FindingCode.RDB_DAMAGED_VALUE);
  }

  @Test
  void aKeyThatComesTwiceFarApartIsFoundAndNamed() throws IOException {
    Path file = write(strings("a", "b", "c", "a"));

    Report report = Checker.check(file, DEFAULTS);

    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.loadsOn().values()).containsOnly(Loads.NO);
    assertThat(report.findings()).hasSize(1);
    Finding finding = report.findings().get(0);
    assertThat(finding.code()).isEqualTo(FindingCode.RDB_DUPLICATE_KEY);
    assertThat(finding.message()).isEqualTo("key a: its name stands here and at byte 12");
    assertThat(finding.offset()).isEqualTo(27);
  }

  @Test
  void aKeyOfADumpWhoseDeadlineHasPassedMayComeTwice() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("REDIS0010"));
    for (String key : List.of("a", "b", "a")) {
      bytes.writeBytes(new byte[] {(byte) 0xFC, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1});
      bytes.writeBytes(ascii(key + "\u0001v"));
    }

    Report report = Checker.check(write(end(bytes)), DEFAULTS);

    assertThat(report.findings()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void aSlotImportIsDoubtfulUnlessTheConfigurationSaysWhetherThereIsACluster() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("VALKEY080"));
    bytes.write(0xF3);
    bytes.write(40);
    bytes.writeBytes(ascii("a".repeat(40)));
    bytes.writeBytes(new byte[] {1, 0, 5, 0, 1, 'k', 1, 'v'});
    Path file = write(end(bytes));
    CheckOptions valkey = DEFAULTS.withServer(Server.VALKEY_9);

    Report unknown = Checker.check(file, valkey);
    Report in = Checker.check(file, valkey.withImages(clustered(true)));
    Report without = Checker.check(file, valkey.withImages(clustered(false)));

    assertThat(unknown.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(unknown.findings())
        .extracting(Finding::code, Finding::severity, Finding::offset)
        .containsExactly(tuple(FindingCode.RDB_NEEDS_CLUSTER, Severity.WARNING, 9L));
    assertThat(in.findings()).isEmpty();
    assertThat(in.loads()).isEqualTo(Loads.YES);
    assertThat(without.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(without.loads()).isEqualTo(Loads.NO);
    assertThat(without.findings())
        .extracting(Finding::code, Finding::severity)
        .containsExactly(tuple(FindingCode.RDB_NEEDS_CLUSTER, Severity.ERROR));
  }

  private static ImageOptions clustered(boolean isClustered) {
    return new ImageOptions(false, isClustered, ImageOptions.Duplicates.AUTO);
  }

  @Test
  void valuesOfModulesAreToldOnceForTheyAreNotJudged() throws IOException {
    Path file = Testdata.path("rdb/redis-8.0.6/module-vectorset.rdb");

    Report report = Checker.check(file, DEFAULTS.withServer(Server.REDIS_8_0));

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.findings())
        .extracting(Finding::code, Finding::severity)
        .containsExactly(tuple(FindingCode.RDB_MODULE_VALUES, Severity.NOTE));
  }

  @Test
  void aDatabaseOutOfRangeIsToldByItsNumberWhereItIsSelected() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("REDIS0010"));
    bytes.writeBytes(new byte[] {(byte) 0xFE, 3, 0, 1, 'k', 1, 'v'});
    bytes.writeBytes(new byte[] {(byte) 0xFE, (byte) 0x80, (byte) 0x80, 0, 0, 0});
    bytes.writeBytes(new byte[] {0, 1, 'k', 1, 'v'});

    Report report = Checker.check(write(end(bytes)), DEFAULTS);

    assertThat(report.findings())
        .extracting(Finding::code, Finding::offset, Finding::message)
        .containsExactly(
            tuple(FindingCode.RDB_DATABASE_OUT_OF_RANGE, 16L, "database 2147483648 of 16"));
  }

  @Test
  void keysAreNotComparedWhereNobodyWantsIt() throws IOException {
    Path file = write(strings("a", "b", "c", "a"));
    ImageOptions skip = new ImageOptions(false, ImageOptions.Duplicates.SKIP);

    Report report = Checker.check(file, DEFAULTS.withImages(skip));

    assertThat(report.findings()).isEmpty();
    assertThat(image(report).duplicates()).isEqualTo(RdbDuplicates.State.SKIPPED);
  }

  @Test
  void aReportSaysWhatTheChecksumIsAndThatKeysWereCompared() throws IOException {
    ImageReport ok = image(check("ok", DEFAULTS));
    ImageReport without = image(check("checksum-zero", DEFAULTS));

    assertThat(ok).isEqualTo(new ImageReport(RdbChecksum.MATCHES, RdbDuplicates.State.CHECKED, 0));
    assertThat(without.checksum()).isEqualTo(RdbChecksum.DISABLED);
  }

  @Test
  void ofManyDamagedValuesTheFirstAreListedAndTheRestIsCounted() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("REDIS0010"));
    for (int i = 0; i < 100; i++) {
      // A set of the numbers 2, 1 as intset: out of order.
      bytes.writeBytes(new byte[] {11, 3, 'k', (byte) ('0' + i / 10), (byte) ('0' + i % 10)});
      bytes.writeBytes(new byte[] {12, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 0});
    }
    Report report = Checker.check(write(end(bytes)), DEFAULTS);

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.findings()).hasSize(65);
    assertThat(report.findings())
        .extracting(Finding::code)
        .containsOnly(FindingCode.RDB_WRONG_READS);
    assertThat(report.findings().get(64).message()).startsWith("36 more");
    assertThat(image(report).damaged()).isEqualTo(100);
  }

  @Test
  void realDumpsAreCleanAndNothingIsSaidOfThem() throws IOException {
    int compared = 0;
    Set<FindingCode> said = Set.of(FindingCode.RDB_MODULE_VALUES, FindingCode.RDB_NO_CHECKSUM);
    try (Stream<Path> all = Files.walk(Testdata.path("rdb"))) {
      for (Path file : all.filter(path -> path.toString().endsWith(".rdb")).toList()) {
        Report report = Checker.check(file, options(20_000, false).withImages(sanitized()));
        assertThat(report.findings())
            .as(file.toString())
            .noneMatch(finding -> !said.contains(finding.code()));
        assertThat(report.verdict()).as(file.toString()).isEqualTo(Verdict.CLEAN);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(50);
  }

  @Test
  void whatOnlyRedisReadsWronglyIsNoDamageForTheValkeyThatWroteIt() throws IOException {
    int length = 16378;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("REDIS0010"));
    bytes.writeBytes(new byte[] {18, 1, 'l', 1, 2, (byte) 0x80, 0, 0, 0x40, 0x08});
    bytes.writeBytes(new byte[] {0x08, 0x40, 0, 0, 1, 0, (byte) 0xF0, (byte) 0xFA, 0x3F, 0, 0});
    bytes.writeBytes(new byte[length]);
    bytes.writeBytes(new byte[] {0x7F, (byte) 0xFF, (byte) 0xFF});
    Path file = write(end(bytes));

    Report valkey = Checker.check(file, DEFAULTS.withServer(Server.VALKEY_9));
    Report redis = Checker.check(file, DEFAULTS.withServer(Server.REDIS_7_0));

    assertThat(valkey.findings()).isEmpty();
    assertThat(valkey.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(redis.findings())
        .extracting(Finding::code)
        .containsExactly(FindingCode.RDB_CRASHES_LATER);
  }

  @Test
  void thatADumpHasNoChecksumIsSaid() throws IOException {
    byte[] bytes = strings("a", "b");
    Arrays.fill(bytes, bytes.length - Long.BYTES, bytes.length, (byte) 0);

    Report report = Checker.check(write(bytes), DEFAULTS);

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.findings())
        .extracting(Finding::code, Finding::severity, Finding::offset)
        .containsExactly(
            tuple(FindingCode.RDB_NO_CHECKSUM, Severity.NOTE, (long) bytes.length - Long.BYTES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "04 01 68 00; an empty hash, which servers drop",
        "01 01 68 00; an empty list, which servers drop",
        "02 01 68 00; an empty set, which servers drop",
        "05 01 68 00; an empty zset, which servers drop",
        "10 01 68 07 07 00 00 00 00 00 FF; an empty hash, which servers drop",
        "11 01 68 07 07 00 00 00 00 00 FF; an empty zset, which servers drop",
        "0E 01 68 00; an empty list, which servers drop",
        "12 01 68 00; an empty list, which servers drop",
        "FC 00 00 00 00 99 00 00 00; found the end",
        "F8 05; found the end",
        "FC 00 00 00 00 99 00 00 00 FC 00 00 00 00 98 00 00 00 00 01 7A 01 76; which counts"
      })
  void whatServersLoadAndDropIsAWarning(String hex, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("REDIS0010"));
    bytes.writeBytes(new byte[] {0, 1, 'a', 1, 'v', 0, 1, 'b', 1, 'v'});
    bytes.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));

    Report report = Checker.check(write(end(bytes)), DEFAULTS);

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.loads()).isEqualTo(Loads.YES);
    assertThat(report.findings()).hasSize(1);
    assertThat(report.findings().get(0).code()).isEqualTo(FindingCode.RDB_ODD_VALUE);
    assertThat(report.findings().get(0).message()).endsWith(text);
  }

  @Test
  void nulsAreSaidToBeNuls() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("REDIS0010"));
    bytes.writeBytes(new byte[300]);

    Report report = Checker.check(write(end(bytes)), DEFAULTS);

    assertThat(report.findings().get(0).message()).contains("found NULs, three of which read as");
  }

  @Test
  void aCheckIsCancelledWithinAnImage() throws IOException {
    CheckOptions options = options(16, true);

    Path file = write(strings("a", "b"));

    assertThatThrownBy(() -> Checker.check(file, options))
        .isInstanceOf(CancellationException.class);
  }

  private static CheckOptions options(int databases, boolean isCancelled) {
    return new CheckOptions(
        DEFAULTS.server(),
        databases,
        true,
        null,
        "appendonlydir",
        "dump.rdb",
        DEFAULTS.ioMode(),
        1,
        1 << 20,
        done -> {},
        () -> isCancelled);
  }

  private static ImageReport image(Report report) {
    List<ImageReport> images = new ArrayList<>();
    for (FileReport file : report.files()) {
      if (file.image() != null) {
        images.add(file.image());
      }
    }
    assertThat(images).hasSize(1);
    return images.get(0);
  }

  private static Report check(String name, CheckOptions options) throws IOException {
    return Checker.check(Testdata.path("acceptance-rdb/files/" + name + ".rdb"), options);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("dump.rdb"), bytes);
  }

  private static byte[] strings(String... keys) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("REDIS0010"));
    bytes.writeBytes(new byte[] {(byte) 0xFE, 0});
    for (String key : keys) {
      bytes.writeBytes(new byte[] {0, (byte) key.length()});
      bytes.writeBytes(ascii(key));
      bytes.writeBytes(new byte[] {1, 'v'});
    }
    return end(bytes);
  }

  private static byte[] end(ByteArrayOutputStream bytes) {
    bytes.write(0xFF);
    byte[] all = bytes.toByteArray();
    ByteBuffer sum = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.writeBytes(sum.putLong(Crc64.update(0, all, 0, all.length)).array());
    return bytes.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
