package org.aofkit.fuzz.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.fuzz.server.CheckTool;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;

/** Mends copies of one damaged directory in several ways and asks a server what is left. */
final class Mending {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Stands for a directory on which the server does not start. */
  private static final String DOES_NOT_START = "-";

  private final Path program;
  private final Path data;
  private final Map<Integer, Integer> intact;

  /** What the server held on the same files. */
  private final Map<Map<String, String>, String> known = new HashMap<>();

  /**
   * @param intact how many keys belong into which database
   */
  Mending(Path program, Path data, Map<Integer, Integer> intact) {
    this.program = program;
    this.data = data;
    this.intact = intact;
  }

  /** A way to change files. */
  private interface Change {
    void on(Path copy) throws IOException;
  }

  /** Keys behind {@code --fix} of a check tool. */
  String byTool(Path tool) throws IOException {
    return behind(
        copy ->
            CheckTool.run(
                tool,
                LIMIT,
                "--fix",
                copy.resolve("appendonlydir/appendonly.aof.manifest").toString()));
  }

  /** Keys behind a repair; where it refuses, nothing has changed. */
  String byPolicy(Policy policy) throws IOException {
    return behind(copy -> repair(copy, policy));
  }

  private static void repair(Path copy, Policy policy) throws IOException {
    CheckOptions check = CheckOptions.defaults();
    Report report = Checker.check(copy, check);
    RepairPlan plan = RepairPlanner.plan(report, check, PlanOptions.of(policy));
    if (!plan.nothingToDo() && plan.refusals().isEmpty()) {
      RepairOptions options =
          new RepairOptions(Optional.empty(), Clock.systemUTC(), "lab", () -> false);
      Repair.apply(copy, report, plan, options, check);
    }
  }

  private String behind(Change change) throws IOException {
    Path copy = Files.createTempDirectory("aofkit-mending-");
    try {
      TempTree.copy(data, copy);
      change.on(copy);
      Map<String, String> files = files(copy);
      String keys = known.get(files);
      if (keys == null) {
        keys = keys(copy);
        known.put(files, keys);
      }
      return keys;
    } finally {
      TempTree.delete(copy);
    }
  }

  private String keys(Path copy) throws IOException {
    LoadProbe.Result result =
        LoadProbe.probeInPlace(program, copy, LoadProbe.Mode.DEFAULT, Map.of());
    if (!result.loads()) {
      return DOES_NOT_START;
    }
    // A key that went to another database is not kept.
    long kept = 0;
    for (var held : result.dataOrThrow().keysByDatabase().entrySet()) {
      kept += Math.min(held.getValue(), intact.getOrDefault(held.getKey(), 0));
    }
    return Long.toString(kept);
  }

  private static Map<String, String> files(Path copy) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(copy.resolve("appendonlydir"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(
            copy.relativize(path).toString(), HexFormat.of().formatHex(Files.readAllBytes(path)));
      }
    }
    return files;
  }
}
