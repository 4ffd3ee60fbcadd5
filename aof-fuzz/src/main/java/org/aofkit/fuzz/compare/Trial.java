package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.ImageOptions;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.HeldOpenException;
import org.aofkit.fuzz.compare.ComparedCase.Kind;
import org.aofkit.fuzz.server.CheckTool;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.AmbiguousDatabase;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** Compares one directory: the start, and what is left behind each way to mend it. */
final class Trial {
  private static final int ATTEMPTS = 100;
  private static final Duration TOOL_LIMIT = Duration.ofSeconds(20);

  private final Peer peer;
  private final ComparedCase compared;
  private final Outcome outcome;
  private final Path work;
  private final CheckOptions check;

  /** What starts gave, by content of the directory and settings. */
  private final Map<String, Start> known = new HashMap<>();

  /**
   * The servers of a worker.
   *
   * @param fix the check tool; null where it is not looked at or this machine has none
   */
  record Peer(Server server, Path program, @Nullable Path fix, Standing judge, Path volume) {}

  /** What became of a start. */
  private record Start(boolean up, @Nullable DataSet data, List<String> log) {
    DataSet held() {
      return data == null ? new DataSet(new TreeMap<>(), List.of()) : data;
    }
  }

  private Trial(Peer peer, ComparedCase compared, Outcome outcome, Path work) {
    this.peer = peer;
    this.compared = compared;
    this.outcome = outcome;
    this.work = work;
    this.check = CheckOptions.defaults().withServer(peer.server());
  }

  /** Tries the case of a number. */
  static void run(Peer peer, long number, Outcome outcome) throws IOException {
    ComparedCase compared = ComparedCase.of(number, peer.server());
    Path work = Files.createTempDirectory(peer.volume(), "aofkit-compare-");
    try {
      new Trial(peer, compared, outcome, work).run();
    } catch (IOException | RuntimeException e) {
      throw new IOException(compared + ": " + e.getMessage(), e);
    } finally {
      TempTree.delete(work);
    }
  }

  private void run() throws IOException {
    outcome.tried(compared);
    Path files = fresh("files");
    Report report = Checker.check(files, check);
    Directories.Made made = read(files);
    Optional<Excluded> why = Excluded.why(report, made.files());
    if (why.isEmpty() && compared.spot() != null) {
      byte[] healthy = compared.truthOrThrow().log().healthy().head().image();
      why = Unlike.reasons(healthy, compared.spot().bytes()).stream().findFirst();
    }
    if (why.isPresent()) {
      outcome.leftOut(why.get());
      return;
    }
    Start strict = start(fresh("strict"), "no", "no");
    Path cut = fresh("default");
    Start lenient = start(cut, "yes", "no");
    Loads seen = new Loads(strict.up(), lenient.up());
    if (!seen.equals(report.loads())) {
      String text = "predicted " + report.loads() + " seen " + seen + " " + report.findings();
      outcome.disagree(Outcome.Kind.LOADS, compared, text + tail(lenient));
    }
    outcome.count(lenient.up() ? strict.up() ? "start" : "start, cut" : "do not start");
    List<String> unsaid = FileChanges.unsaid(made, cut, report);
    if (!unsaid.isEmpty()) {
      outcome.disagree(Outcome.Kind.FILES, compared, unsaid + " " + report.findings());
    }
    if (compared.kind() == Kind.IMAGE && !peer.server().isValkey()) {
      sanitizing(files);
    }
    mended(report, lenient);
  }

  private void sanitizing(Path files) throws IOException {
    CheckOptions close = check.withImages(new ImageOptions(true, ImageOptions.Duplicates.AUTO));
    boolean predicted = Checker.check(files, close).loads().lenient();
    Start start = start(fresh("sanitizing"), "yes", "yes");
    if (start.up() != predicted) {
      outcome.disagree(Outcome.Kind.LOADS, compared, "sanitizing: " + start.up() + tail(start));
    }
  }

  private void mended(Report report, Start lenient) throws IOException {
    Expectation expectation =
        compared.truth() == null ? null : new Expectation(compared, peer.judge());
    Map<Way, Long> kept = new EnumMap<>(Way.class);
    if (expectation != null) {
      if (report.verdict() == Verdict.CLEAN) {
        differences(Outcome.Kind.CLEAN, Way.NOTHING, expectation, lenient, work.resolve("files"));
      }
      kept.put(Way.NOTHING, expectation.kept(lenient.held()));
      if (peer.fix() != null) {
        kept.put(Way.FIX, expectation.kept(fixed(peer.fix()).held()));
      }
    }
    List<Way> ways =
        expectation == null
            ? List.of(Way.SAFE, Way.SALVAGE)
            : List.of(Way.SAFE, Way.SALVAGE, Way.KEEP);
    for (Way way : ways) {
      Start start = repaired(way, expectation);
      if (expectation != null) {
        kept.put(way, expectation.kept((start == null ? lenient : start).held()));
      }
    }
    if (expectation != null) {
      outcome.kept(expectation.recoverable(), kept);
    }
  }

  /** A start behind a repair; null where nothing is repaired. */
  private @Nullable Start repaired(Way way, @Nullable Expectation expectation) throws IOException {
    PlanOptions options =
        PlanOptions.of(way == Way.SAFE ? Policy.SAFE : Policy.SALVAGE)
            .with(way == Way.KEEP ? AmbiguousDatabase.KEEP : AmbiguousDatabase.DROP);
    Path dir = fresh(way.name());
    Report report = Checker.check(dir, check);
    RepairPlan plan = RepairPlanner.plan(report, check, options);
    if (!plan.mayBeApplied() || plan.edits().isEmpty()) {
      return null;
    }
    outcome.count("repaired: " + way.title());
    RepairOptions how = new RepairOptions(Optional.empty(), Clock.systemUTC(), "lab", () -> false);
    RepairOutcome done = apply(dir, report, plan, how);
    Path mended = work.resolve(way + "-started");
    TempTree.copy(dir, mended);
    Start start = start(mended, "no", "no");
    if (start.up() != done.after().loads().strict()) {
      String text = way.title() + ": " + done.after().loads() + " " + done.after().findings();
      outcome.disagree(Outcome.Kind.REPAIRED_LOADS, compared, text + tail(start));
    } else if (expectation != null && start.up()) {
      differences(Outcome.Kind.REPAIRED_DATA, way, expectation, start, dir);
    }
    return start;
  }

  /**
   * A process that another thread is just starting holds our open files until it becomes a server:
   * so a repair may have to wait.
   */
  private RepairOutcome apply(Path dir, Report report, RepairPlan plan, RepairOptions how)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Repair.apply(dir, report, plan, how, check);
      } catch (HeldOpenException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        Thread.yield();
      }
    }
  }

  private void differences(
      Outcome.Kind kind, Way way, Expectation expectation, Start start, Path dir)
      throws IOException {
    List<String> wrong = expectation.wrong(start.held(), dir, way != Way.KEEP);
    if (!wrong.isEmpty() && expectation.isKnownGap(start.held())) {
      outcome.count("known gap: no end of an image");
    } else if (!wrong.isEmpty()) {
      outcome.disagree(kind, compared, way.title() + ": " + wrong);
    }
  }

  private Start fixed(Path tool) throws IOException {
    Path dir = fresh("fixed");
    Path old = dir.resolve("appendonly.aof");
    Path manifest = dir.resolve("appendonlydir/appendonly.aof.manifest");
    CheckTool.run(tool, TOOL_LIMIT, "--fix", (Files.exists(old) ? old : manifest).toString());
    return start(dir, "yes", "no");
  }

  private Path fresh(String name) throws IOException {
    Path dir = Files.createDirectory(work.resolve(name));
    compared.write(dir);
    return dir;
  }

  private Start start(Path dir, String loadTruncated, String sanitize) throws IOException {
    String key = loadTruncated + sanitize + content(dir);
    Start start = known.get(key);
    if (start == null || compared.truth() == null) {
      start = ask(dir, loadTruncated, sanitize);
      known.put(key, start);
    }
    return start;
  }

  private Start ask(Path dir, String loadTruncated, String sanitize) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("appendonly", "yes");
    settings.put("aof-load-truncated", loadTruncated);
    if (sanitize.equals("yes")) {
      settings.put("sanitize-dump-payload", sanitize);
    }
    try (QuickServer server = QuickServer.start(peer.program(), dir, settings)) {
      DataSet data = null;
      if (server.isUp() && compared.truth() != null) {
        try (RespClient client = server.connect()) {
          data = DataSet.dump(client);
        }
      }
      return new Start(server.isUp(), data, server.log());
    }
  }

  private static Directories.Made read(Path dir) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(dir.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return new Directories.Made(files, List.of());
  }

  /** What a server reads of a directory. */
  private static String content(Path dir) throws IOException {
    StringBuilder text = new StringBuilder();
    read(dir)
        .files()
        .forEach(
            (name, bytes) -> {
              if (!name.startsWith(".aof-fsck")) {
                text.append(name).append('=').append(HexFormat.of().formatHex(bytes)).append(';');
              }
            });
    return text.toString();
  }

  private static String tail(Start start) {
    List<String> log = start.log();
    return "\n" + String.join("\n", log.subList(Math.max(0, log.size() - 12), log.size()));
  }
}
