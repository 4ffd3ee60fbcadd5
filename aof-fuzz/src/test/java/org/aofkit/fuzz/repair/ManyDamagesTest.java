package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.fuzz.damage.SetFiles;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.io.IoMode;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.resp.RespEncoder;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten thousand damages in one file cost work in proportion to the file. Work is counted in bytes
 * read: positional reads of small windows, so that every way back is counted again.
 */
class ManyDamagesTest {
  private static final int MANY = 10_000;
  private static final int FEWER = 2_500;
  private static final int WINDOW = 4096;

  /** Reads are of whole blocks, so that each look at a damage counts as many. */
  private static final long READ_A_DAMAGE = 512 << 10;

  @TempDir Path folder;

  /** What is wrong with each damaged command; all are followed by whole ones. */
  enum Kind {
    /** Its head is garbage. */
    GARBLED("????$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n"),
    /** A length reaches to the end of the file and beyond. */
    ENDLESS(true, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$99999999\r\n1\r\n"),
    /** A length reaches over the next dozens of commands. */
    SWALLOWING(true, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$2999\r\n1\r\n"),
    /** A block of NULs that ends inside a command. */
    NULS("\0".repeat(100) + "T\r\n$1\r\na\r\n$1\r\n1\r\n"),
    /** Its count announces more arguments than there are. */
    COUNTLESS("*1000000\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n"),
    /** Garbage that looks like many beginnings of commands, none of which ends. */
    BEGINNINGS(true, "?\r\n" + "*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$9999\r\n".repeat(8)),
    /** A transaction without its end. */
    HALF_TRANSACTIONS("*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n2\r\n????\r\n");

    private final boolean lies;
    private final byte[] bytes;

    Kind(String bytes) {
      this(false, bytes);
    }

    /**
     * @param lies whether lengths reach into later damages or to the end, so that what lies between
     *     is taken for value
     */
    Kind(boolean lies, String bytes) {
      this.lies = lies;
      this.bytes = bytes.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** What one run took. */
  private record Work(long bytesRead, long size, int damages) {}

  @ParameterizedTest
  @EnumSource(Kind.class)
  @Timeout(60)
  void workGrowsWithTheFileAndNotWithItsSquare(Kind kind) throws IOException {
    Work fewer = work(kind, FEWER);
    Work many = work(kind, MANY);

    assertThat(many.damages()).isGreaterThan(kind.lies ? 0 : MANY - 1);
    assertThat((double) many.bytesRead() / fewer.bytesRead())
        .as("%s %s", fewer, many)
        .isLessThan(1.5 * MANY / FEWER);
    assertThat(many.bytesRead()).as("%s", many).isLessThan(READ_A_DAMAGE * MANY);
  }

  private Work work(Kind kind, int damages) throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    log.writeBytes(RespEncoder.select(0));
    for (int i = 0; i < damages; i++) {
      log.writeBytes(kind.bytes);
      for (int whole = 0; whole < 3; whole++) {
        log.writeBytes(RespEncoder.command("SET", "key" + i, "value " + whole));
      }
    }
    Path data = Files.createTempDirectory(folder, "many");
    SetFiles.write(data, List.of(log.toByteArray()), false);
    FaultyFileSystem counting = new FaultyFileSystem(FileSystems.getDefault(), FaultPlan.none());
    counting.confineTo(data);
    CheckOptions options = options();
    Report report = Checker.check(counting.wrap(data), options);
    RepairPlan plan = RepairPlanner.plan(report, options, Repairs.salvage(true));
    assertThat(plan.refusals()).isEmpty();
    return new Work(counting.bytesRead(), log.size(), report.damages().size());
  }

  private static CheckOptions options() {
    CheckOptions defaults = CheckOptions.defaults();
    return new CheckOptions(
        Optional.of(Server.REDIS_7_0),
        defaults.databases(),
        true,
        null,
        defaults.appendDirname(),
        defaults.dbFilename(),
        IoMode.READ,
        1,
        WINDOW,
        done -> {},
        () -> false);
  }
}
