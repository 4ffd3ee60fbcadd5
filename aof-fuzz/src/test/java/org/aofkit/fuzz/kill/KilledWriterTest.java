package org.aofkit.fuzz.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that appends and rotates is killed with SIGKILL at a random moment, again and again on
 * the same directory. Behind each kill all that was acknowledged is there, a real Redis 7.0 loads
 * it with a torn end mended without a loss, and the next process goes on. A kill loses nothing that
 * the system was given, so that this holds whatever the fsync policy.
 */
class KilledWriterTest {
  /** Killed so often a directory is given up for a new one, since loading it takes ever longer. */
  private static final int KILLS_OF_A_DIRECTORY = 4;

  /** Every so manieth kill is timed from the start of the process, not from its first batch. */
  private static final int FROM_START = 6;

  private static final long OPENING = 700_000_000L;
  private static final long APPENDING = 300_000_000L;

  @TempDir Path disk;

  @ParameterizedTest
  @EnumSource
  void whatIsAcknowledgedIsThere(FsyncPolicy policy) throws IOException {
    Kills kills = new Kills("writers " + policy, 1);
    long fired = 0;
    long batches = 0;
    int torn = 0;
    int opening = 0;
    Log log = null;
    for (int i = 0; i < kills.count(); i++) {
      if (log == null || i % KILLS_OF_A_DIRECTORY == 0) {
        log = new Log(Files.createTempDirectory(disk, "log"));
      }
      boolean isOpening = i % FROM_START == FROM_START - 1;
      long nanos = (long) (kills.random().nextDouble() * (isOpening ? OPENING : APPENDING));
      Victim.Moment moment = new Victim.Moment(!isOpening, nanos);
      String point = policy + ", killed " + moment + ", seed " + kills.seed();
      long from = log.next;
      Victim.End end = log.append(policy, moment);
      assertThat(end.wasKilled()).as(point + end.text()).isTrue();
      fired++;
      batches += Math.max(0, log.next - from);
      opening += log.next == from ? 1 : 0;
      torn += log.mend(point) ? 1 : 0;
      log.requireAll(point);
    }
    if (log != null) {
      log.goOn();
    }
    System.out.printf(
        "killed writers, %s: %d, of which %d before the first batch, %d with a torn end; %d batches"
            + " acknowledged%n",
        policy, fired, opening, torn, batches);
    new Tally("killed-writers." + policy.name().toLowerCase(Locale.ROOT), fired, fired, 0).write();
  }

  /** A directory, and what must be in it. */
  private static final class Log {
    private final Path dir;
    private final TreeSet<Long> acknowledged = new TreeSet<>();
    private final TreeSet<Long> underWay = new TreeSet<>();
    private long next = 1;
    private int selected;

    Log(Path dir) throws IOException {
      this.dir = dir;
      try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
        byte[] key = {'k'};
        base.put(0, key, RdbValue.string(key), KeyHead.NONE).finish();
      }
    }

    /** Appends in a process of its own until that is killed. */
    Victim.End append(FsyncPolicy policy, Victim.Moment moment) throws IOException {
      List<String> words = List.of(dir.toString(), policy.name(), Long.toString(next));
      Victim.End end = Victim.run(moment, List.of(), AppendProcess.class.getName(), words);
      ByteBuffer told = ByteBuffer.wrap(end.output());
      while (told.remaining() >= Long.BYTES) {
        long n = told.getLong();
        assertThat(n).as(end.text()).isEqualTo(next);
        acknowledged.add(n);
        next++;
      }
      assertThat(told.hasRemaining()).isFalse();
      underWay.add(next);
      return end;
    }

    /** Mends a torn end without a loss; whether there was one. */
    boolean mend(String point) throws IOException {
      Report report = Checker.check(dir, CheckOptions.defaults());
      requireNoStrays(report, point);
      if (report.verdict() == Verdict.CLEAN) {
        return false;
      }
      RepairPlan plan = RepairPlanner.plan(report, CheckOptions.defaults(), PlanOptions.safe());
      assertThat(plan.mayBeApplied()).as("%s, %s", point, report.findings()).isTrue();
      RepairOptions options =
          new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
      Repair.apply(dir, report, plan, options, CheckOptions.defaults());
      assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
      return true;
    }

    /** What a rotation leaves that was killed is documented: an empty incr, a new manifest. */
    private void requireNoStrays(Report report, String point) throws IOException {
      try (Stream<Path> files = Files.list(dir.resolve("appendonlydir"))) {
        for (Path file : files.toList()) {
          boolean isListed =
              report.set().log().stream().anyMatch(each -> each.path().equals(file))
                  || file.endsWith("appendonly.aof.manifest");
          String name = file.getFileName().toString();
          boolean isDocumented =
              name.equals("temp-appendonly.aof.manifest")
                  || name.endsWith(".incr.aof") && Files.size(file) == 0;
          assertThat(isListed || isDocumented).as("%s, %s", point, name).isTrue();
        }
      }
      try (Stream<Path> files = Files.list(dir)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as(point)
            .isSubsetOf("appendonlydir", ".aof-fsck");
      }
    }

    /** A real server has all that was acknowledged, and of what was under way what it may have. */
    void requireAll(String point) throws IOException {
      Path copy = Files.createTempDirectory("aofkit-killed-");
      try {
        TempTree.copy(dir, copy);
        Map<String, String> settings = Map.of("appendonly", "yes", "aof-load-truncated", "no");
        try (QuickServer server =
            QuickServer.start(Servers.program(Server.REDIS_7_0), copy, settings)) {
          assertThat(server.isUp()).as("%s, %s", point, server.log()).isTrue();
          try (RespClient client = server.connect()) {
            requireAll(client, point);
          }
        }
      } finally {
        TempTree.delete(copy);
      }
    }

    private void requireAll(RespClient client, String point) throws IOException {
      selected = -1;
      Map<Integer, Long> found = new HashMap<>();
      found.put(0, 1L);
      List<Long> byDatabase = new ArrayList<>(acknowledged);
      byDatabase.sort(Comparator.comparing(AppendProcess::database));
      for (long n : byDatabase) {
        for (Map.Entry<String, String> key : AppendProcess.keys(n).entrySet()) {
          assertThat(get(client, n, key.getKey())).as(point).isEqualTo(key.getValue());
          found.merge(AppendProcess.database(n), 1L, Long::sum);
        }
      }
      for (long n : underWay) {
        if (acknowledged.contains(n)) {
          continue;
        }
        Map<String, String> keys = AppendProcess.keys(n);
        List<String> there = new ArrayList<>();
        for (Map.Entry<String, String> key : keys.entrySet()) {
          String value = get(client, n, key.getKey());
          if (!value.isEmpty()) {
            assertThat(value).as(point).isEqualTo(key.getValue());
            there.add(key.getKey());
            found.merge(AppendProcess.database(n), 1L, Long::sum);
          }
        }
        assertThat(
                !AppendProcess.isTransaction(n) || there.isEmpty() || there.size() == keys.size())
            .as("%s, batch %s: %s", point, n, there)
            .isTrue();
      }
      for (Map.Entry<Integer, Long> each : found.entrySet()) {
        client.call("SELECT", each.getKey().toString()).orThrow();
        assertThat(client.call("DBSIZE")).as(point).isEqualTo(new Reply.Number(each.getValue()));
      }
    }

    private String get(RespClient client, long n, String key) throws IOException {
      if (selected != AppendProcess.database(n)) {
        selected = AppendProcess.database(n);
        client.call("SELECT", Integer.toString(selected)).orThrow();
      }
      return client.call("GET", key).orThrow() instanceof Reply.Bulk bulk && bulk.content() != null
          ? new String(bulk.content(), StandardCharsets.UTF_8)
          : "";
    }

    /** A writer that ends in good order leaves nothing but the log. */
    void goOn() throws IOException {
      TempTree.delete(dir.resolve(".aof-fsck"));
      try (AofWriter writer =
          AofWriter.open(dir, CheckOptions.defaults(), AofWriterOptions.defaults())) {
        writer.append(new CommandBatch().add(0, "SET", "last", "1"));
        writer.rotate();
        writer.append(new CommandBatch().add(0, "SET", "last", "2"));
      }
      assertThat(Checker.check(dir, CheckOptions.defaults()).verdict()).isEqualTo(Verdict.CLEAN);
      assertThat(dir.resolve(".aof-fsck")).doesNotExist();
    }
  }
}
