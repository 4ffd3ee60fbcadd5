package org.aofkit.fuzz.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.server.Server;

/**
 * Measures what a server does with each command that has a wrong number of arguments: too few, from
 * the bare name on, and too many. Each is tried alone and in a transaction, on keys that are not
 * there and on keys of every type.
 *
 * <p>Arguments: the server's id, and the file for the result: a line a case, with the command, how
 * many words, {@code bare} or {@code multi}, and the letter: {@code l} loads whatever the keys are,
 * {@code c} never comes up, {@code u} it depends on the keys or on stray memory.
 */
public final class ArityMeasurement {
  private static final int TYPES = 7;
  private static final int ROUNDS = 2;

  private static final List<String> KEYS =
      List.of(
          "SELECT 1",
          "SET 1 1",
          "SET x x",
          "SELECT 2",
          "RPUSH 1 a b c 1 x",
          "RPUSH x a b c 1 x",
          "SELECT 3",
          "HSET 1 1 5 x y",
          "HSET x 1 5 x y",
          "SELECT 4",
          "SADD 1 1 x a",
          "SADD x 1 x a",
          "SELECT 5",
          "ZADD 1 1 1 2 x",
          "ZADD x 1 1 2 x",
          "SELECT 6",
          "XADD 1 1-1 f v",
          "XADD x 1-1 f v",
          "XGROUP CREATE 1 1 0",
          "XGROUP CREATE x x 0");

  private final Path program;

  private ArityMeasurement(Path program) {
    this.program = program;
  }

  /** A command with a number of words. */
  record Case(String name, int argc, boolean inTransaction) {
    List<String> words(String argument) {
      List<String> words = new ArrayList<>(List.of(name.split("\\|")));
      while (words.size() < argc) {
        words.add(argument);
      }
      return words.subList(0, argc);
    }
  }

  /** Runs; see the class. */
  public static void main(String[] args) throws Exception {
    Server server = Server.byId(args[0]).orElseThrow();
    var measurement = new ArityMeasurement(ServerBinaries.find(server).orElseThrow());
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Future<?>> all = new ArrayList<>();
    for (Case each : cases(server)) {
      Callable<?> task = () -> lines.add(measurement.line(each));
      all.add(pool.submit(task));
    }
    for (Future<?> each : all) {
      await(each);
    }
    pool.shutdown();
    try (Stream<String> sorted = lines.stream().sorted()) {
      Files.write(Path.of(args[1]), sorted.toList(), StandardCharsets.UTF_8);
    }
  }

  private static void await(Future<?> task) throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trial failed", e.getCause());
    }
  }

  static List<Case> cases(Server server) {
    CommandTable table = CommandTable.standard();
    List<Case> cases = new ArrayList<>();
    for (int id = 0; id < table.size(); id++) {
      CommandSpec spec = table.spec(id);
      int arity = spec.arity(server);
      int words = spec.name().contains("|") ? 2 : 1;
      for (int argc = words; argc < Math.abs(arity); argc++) {
        add(cases, spec.name(), argc);
      }
      if (arity > 0) {
        add(cases, spec.name(), arity + 1);
      }
    }
    return cases;
  }

  private static void add(List<Case> cases, String name, int argc) {
    cases.add(new Case(name, argc, false));
    cases.add(new Case(name, argc, true));
  }

  private String line(Case each) throws IOException {
    char letter = letter(each);
    for (int round = 1; round < ROUNDS && letter != 'u'; round++) {
      letter = letter(each) == letter ? letter : 'u';
    }
    String where = each.inTransaction ? "multi" : "bare";
    return String.join("\t", each.name, Integer.toString(each.argc), where, "" + letter);
  }

  private char letter(Case each) throws IOException {
    LoadTrial all = log();
    for (int type = 0; type < TYPES; type++) {
      put(all, each, type, "1");
      put(all, each, type, "x");
    }
    boolean up = all.add("SELECT 9").add("SET z 2").run().up();
    return up ? 'l' : everCame(each) ? 'u' : 'c';
  }

  private boolean everCame(Case each) throws IOException {
    for (int type = 0; type < TYPES; type++) {
      if (put(log(), each, type, "1").run().up()) {
        return true;
      }
    }
    return put(log(), each, 0, "x").run().up();
  }

  private LoadTrial log() {
    LoadTrial log = new LoadTrial(program).add("SET a 1");
    KEYS.forEach(log::add);
    return log;
  }

  private static LoadTrial put(LoadTrial log, Case each, int database, String argument) {
    log.add("SELECT " + database);
    if (each.inTransaction) {
      log.add("MULTI");
    }
    log.add(each.words(argument));
    return each.inTransaction ? log.add("EXEC") : log;
  }
}
