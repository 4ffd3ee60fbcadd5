package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.keyspace.commands.Outcome;
import org.aofkit.server.Server;

/**
 * Tries a workload: what a real server comes to hold by it, and what a fresh server of the same
 * make holds that loads our data set as an RDB base, must be the same.
 */
public final class KeyspaceTrial {
  private static final int DATABASES = 16;
  private static final int MOST_STEPS_SHOWN = 12;

  private final Server server;
  private final TrialServer trials;

  /**
   * Tries with a server.
   *
   * @param program the server's program
   */
  public KeyspaceTrial(Server server, Path program) {
    this.server = server;
    this.trials = new TrialServer(program);
  }

  /**
   * What came of a trial.
   *
   * @param differences lines for people; empty if all is the same
   * @param tallied what came of the commands here. What is not modelled was left out, on both
   *     sides; where a server had logged it, nothing was compared.
   */
  public record Result(List<String> differences, Tallied tallied) {}

  /** Tries the workload of a seed. */
  public Result run(long seed, Forms forms, List<String> families, int length) throws IOException {
    Workload workload = Workload.of(seed, server, forms, families, length);
    Path root = Files.createTempDirectory("aofkit-keyspace-");
    try {
      return switch (forms) {
        case LIVE -> live(workload, seed, root);
        case DIRECT -> direct(modelled(workload), root);
        case LOGGED -> logged(modelled(workload), root);
      };
    } finally {
      TempTree.delete(root);
    }
  }

  /**
   * Tries a healthy data directory.
   *
   * @param source is copied, and left alone
   */
  public Result directory(Path source) throws IOException {
    Path root = Files.createTempDirectory("aofkit-keyspace-");
    try {
      Path dir = root.resolve("original");
      TempTree.copy(source, dir);
      LogReplay replay = LogReplay.of(dir, server, DATABASES);
      if (replay.tallied().count(Outcome.Kind.NOT_MODELLED) > 0) {
        return new Result(List.of(), replay.tallied());
      }
      Snapshot original = trials.load(dir, replay.names());
      Workload none = new Workload(server, List.of(), List.of());
      return compared(none, original, replay.keyspace(), replay.tallied(), root, List.of());
    } finally {
      TempTree.delete(root);
    }
  }

  /** A workload without what is not modelled, and how much of it that is. */
  private record Modelled(Workload workload, Tallied tallied) {}

  /** What is not modelled changes nothing here: all other commands can be told without it. */
  private Modelled modelled(Workload workload) {
    var tallied = new Tallied(new Interpreter(new Keyspace(server, DATABASES)));
    List<Workload.Step> steps =
        workload.steps().stream()
            .filter(
                step ->
                    tallied.apply(step.database(), step.words()).kind()
                        != Outcome.Kind.NOT_MODELLED)
            .toList();
    return new Modelled(new Workload(server, workload.families(), steps), tallied);
  }

  private Result live(Workload workload, long seed, Path root) throws IOException {
    Path dir = Files.createDirectory(root.resolve("original"));
    try (QuickServer started = trials.start(dir, seed % 2 == 0);
        RespClient client = started.connect()) {
      new LiveSession(client, seed).run(workload);
    }
    LogReplay replay = LogReplay.of(dir, server, DATABASES);
    if (replay.tallied().count(Outcome.Kind.NOT_MODELLED) > 0) {
      return new Result(List.of(), replay.tallied());
    }
    // Not what the first server held: a BITFIELD that fails may make a key and is not logged.
    Snapshot original = trials.load(dir);
    return compared(workload, original, replay.keyspace(), replay.tallied(), root, List.of());
  }

  private Result direct(Modelled modelled, Path root) throws IOException {
    Workload workload = modelled.workload();
    Path dir = Files.createDirectory(root.resolve("original"));
    var keyspace = new Keyspace(server, DATABASES);
    var interpreter = new Interpreter(keyspace);
    List<String> lines = new ArrayList<>();
    Snapshot original;
    try (QuickServer started = trials.start(dir, true);
        RespClient client = started.connect()) {
      var session = new LiveSession(client, 0);
      for (Workload.Step step : workload.steps()) {
        Reply reply = session.send(step);
        Outcome outcome = interpreter.apply(step.database(), step.words());
        boolean isRefused = outcome.kind() == Outcome.Kind.REFUSED;
        if (reply.isFailure() != isRefused) {
          lines.add(step + ": here " + outcome + ", there " + reply.text());
        }
      }
      original = Snapshot.of(client);
    }
    return compared(workload, original, keyspace, modelled.tallied(), root, lines);
  }

  private Result logged(Modelled modelled, Path root) throws IOException {
    Workload workload = modelled.workload();
    Path dir = Files.createDirectory(root.resolve("original"));
    DataDirectory.write(dir, workload.steps());
    LogReplay replay = LogReplay.of(dir, server, DATABASES);
    Snapshot original = trials.load(dir);
    return compared(workload, original, replay.keyspace(), modelled.tallied(), root, List.of());
  }

  private Result compared(
      Workload workload,
      Snapshot original,
      Keyspace keyspace,
      Tallied tallied,
      Path root,
      List<String> known)
      throws IOException {
    List<String> lines = new ArrayList<>(known);
    Path dir = Files.createDirectory(root.resolve("ours"));
    DataDirectory.write(dir, keyspace);
    List<String> differences = trials.load(dir).differences(original);
    lines.addAll(differences);
    if (!differences.isEmpty()) {
      lines.addAll(steps(workload, differences));
    }
    return new Result(lines, tallied);
  }

  /** The last commands that name what is different. */
  private static List<String> steps(Workload workload, List<String> differences) {
    List<String> found = new ArrayList<>();
    for (String difference : differences.subList(0, Math.min(3, differences.size()))) {
      if (difference.startsWith("db")) {
        String key = difference.substring(difference.indexOf(' ') + 1, difference.indexOf(": "));
        List<String> about =
            workload.steps().stream()
                .map(Workload.Step::toString)
                .filter(step -> (step + ' ').contains(' ' + key + ' '))
                .toList();
        found.addAll(about.subList(Math.max(0, about.size() - MOST_STEPS_SHOWN), about.size()));
        found.add("--");
      }
    }
    return found;
  }
}
