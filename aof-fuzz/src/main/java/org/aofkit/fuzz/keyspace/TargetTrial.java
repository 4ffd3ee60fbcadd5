package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.compact.BaseForm;
import org.aofkit.compact.CompactTarget;
import org.aofkit.compact.Compaction;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.compact.OutputOptions;
import org.aofkit.compact.Unsupported;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.server.Server;

/**
 * Compacts what one server has logged for another one: it must hold what the first one holds that
 * loads the original, but for what was said to be unsupported.
 */
public final class TargetTrial {
  private static final Pattern SCORE = Pattern.compile("(?<= = ')([^']*)(?='[,\\]])");
  private static final Pattern LAG = Pattern.compile("'lag', ('[^']*'|[^,\\]]*)");

  /** Redis 6.2 has none of these; servers that load its streams estimate them. */
  private static final Pattern COUNTERS =
      Pattern.compile(
          "'(entries-added|entries-read|max-deleted-entry-id|recorded-first-entry-id)', '[^']*'");

  private final Server server;
  private final CompactTarget target;
  private final BaseForm form;
  private final TrialServer from;
  private final TrialServer to;

  /**
   * Tries with two servers.
   *
   * @param program the one that logs
   * @param targetProgram the one that loads what was compacted
   * @param form of the new base
   */
  public TargetTrial(
      Server server, Path program, CompactTarget target, Path targetProgram, BaseForm form) {
    this.server = server;
    this.target = target;
    this.form = form;
    this.from = new TrialServer(program);
    this.to = new TrialServer(targetProgram);
  }

  /**
   * What came of a trial.
   *
   * @param differences lines for people; empty if all is the same
   * @param keys how many keys were compared
   * @param carried how many commands the residual log holds
   * @param unsupported what the target can't express
   */
  public record Result(
      List<String> differences, long keys, long carried, List<Unsupported> unsupported) {}

  /** Tries the workload of a seed; {@link Forms#DIRECT} stands for {@link Forms#LIVE}. */
  public Result run(long seed, Forms forms, List<String> families, int length) throws IOException {
    Workload workload = Workload.of(seed, server, forms, families, length);
    Path root = Files.createTempDirectory("aofkit-target-");
    try {
      Path dir = Files.createDirectory(root.resolve("original"));
      if (forms == Forms.LOGGED) {
        DataDirectory.write(dir, workload.steps());
      } else {
        try (QuickServer started = from.start(dir, seed % 2 == 0);
            RespClient client = started.connect()) {
          new LiveSession(client, seed).run(workload);
        }
      }
      return compared(dir, Map.of(), root);
    } finally {
      TempTree.delete(root);
    }
  }

  /**
   * Tries a healthy data directory.
   *
   * @param source is copied, and left alone
   * @param names the settings that tell a server where the directory's files are
   */
  public Result directory(Path source, Map<String, String> names) throws IOException {
    Path root = Files.createTempDirectory("aofkit-target-");
    try {
      Path dir = root.resolve("original");
      TempTree.copy(source, dir);
      return compared(dir, names, root);
    } finally {
      TempTree.delete(root);
    }
  }

  private Result compared(Path dir, Map<String, String> names, Path root) throws IOException {
    AofSet set =
        AofSetLocator.locate(
            dir, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    // Compacted first: loading may mend the end of a file.
    Path ours = Files.createDirectories(root.resolve("ours"));
    List<Unsupported> unsupported = new ArrayList<>();
    Compaction.Result result = compact(set, ours, unsupported);
    Snapshot original = from.load(dir, names);
    Snapshot made = to.load(ours);
    boolean isSame = target == CompactTarget.of(server);
    List<String> lines =
        isSame
            ? made.differences(original)
            : alike(made.data()).diff(alike(without(original.data(), unsupported)));
    return new Result(lines, made.data().keys(), result.carried(), unsupported);
  }

  private Compaction.Result compact(AofSet set, Path into, List<Unsupported> unsupported)
      throws IOException {
    Path directory = Files.createDirectories(into.resolve("appendonlydir"));
    String name = "appendonly.aof.1.base." + (form == BaseForm.COMMANDS ? "aof" : "rdb");
    OutputOptions output =
        OutputOptions.DEFAULT
            .withTarget(target)
            .withForm(form)
            .withDropUnsupported(true)
            .withUnsupported(unsupported::add);
    Compaction.Result result;
    try (FileChannel base = create(directory.resolve(name));
        FileChannel incr = create(directory.resolve("appendonly.aof.1.incr.aof"))) {
      result =
          new Compaction(set.log(), server, 16, 2, output, CompactionMemory.ofThisProcess())
              .write(base, incr);
    }
    Files.writeString(
        directory.resolve("appendonly.aof.manifest"),
        "file " + name + " seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n");
    return result;
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** A data set without what servers of different versions show differently. */
  private DataSet alike(DataSet data) {
    var databases = new TreeMap<Integer, SortedMap<String, DataSet.Entry>>();
    data.databases()
        .forEach(
            (number, keys) -> {
              var alike = new TreeMap<String, DataSet.Entry>();
              keys.forEach((name, entry) -> alike.put(name, alike(entry)));
              databases.put(number, alike);
            });
    return new DataSet(databases, data.functions());
  }

  /** How scores are written, how far a group lags behind; and what is but a hash of the content. */
  private DataSet.Entry alike(DataSet.Entry entry) {
    String value = entry.value();
    if (entry.type().equals("zset")) {
      value = SCORE.matcher(value).replaceAll(score -> number(score.group(1)));
    } else if (entry.type().equals("stream")) {
      value = LAG.matcher(value).replaceAll("");
      if (target == CompactTarget.REDIS_6_2) {
        value = COUNTERS.matcher(value).replaceAll("");
      }
    }
    boolean isHashed = value.contains(" characters, SHA-256 ") && !entry.type().equals("string");
    return new DataSet.Entry(entry.type(), isHashed ? "long" : value, entry.expireAtMs());
  }

  private static String number(String score) {
    return switch (score) {
      case "inf", "-inf" -> score;
      default -> Double.toString(Double.parseDouble(score));
    };
  }

  /** What is left of a data set when what is unsupported is dropped. */
  private static DataSet without(DataSet data, List<Unsupported> unsupported) {
    var databases = new TreeMap<Integer, SortedMap<String, DataSet.Entry>>();
    data.databases().forEach((number, keys) -> databases.put(number, new TreeMap<>(keys)));
    List<String> functions = new ArrayList<>(data.functions());
    for (Unsupported found : unsupported) {
      SortedMap<String, DataSet.Entry> keys =
          databases.getOrDefault(found.database(), new TreeMap<>());
      String name = DataSet.escape(found.name());
      if (found.reason() == Unsupported.Reason.LIBRARY) {
        functions.removeIf(library -> library.contains("'" + name + "'"));
      } else if (found.reason().isWhole()) {
        keys.remove(name);
      } else {
        keys.computeIfPresent(name, (same, entry) -> withoutFieldDeadlines(entry));
      }
    }
    databases.values().removeIf(Map::isEmpty);
    return new DataSet(databases, functions);
  }

  private static DataSet.Entry withoutFieldDeadlines(DataSet.Entry entry) {
    String value = entry.value().replaceAll(" until \\d+", "");
    return new DataSet.Entry(entry.type(), value, entry.expireAtMs());
  }
}
