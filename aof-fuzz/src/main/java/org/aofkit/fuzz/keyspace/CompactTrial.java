package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.compact.CarriedTail;
import org.aofkit.compact.Compaction;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.compact.OutputOptions;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.server.Server;

/**
 * Compacts what a real server logged of a workload: a fresh server of the same make must hold the
 * same by the compacted directory as the first one did.
 */
public final class CompactTrial {
  private final Server server;
  private final TrialServer trials;
  private final CompactionMemory memory;

  /**
   * Tries with a server.
   *
   * @param program the server's program
   * @param memory that a compaction may take
   */
  public CompactTrial(Server server, Path program, CompactionMemory memory) {
    this.memory = memory;
    this.server = server;
    this.trials = new TrialServer(program);
  }

  /**
   * What came of a trial.
   *
   * @param differences lines for people; empty if all is the same
   * @param carried how many commands the residual log holds
   * @param tailCommands how many of these are the end of the log as it was
   * @param passes how often the log was gone through
   */
  public record Result(List<String> differences, long carried, long tailCommands, int passes) {}

  /** Tries the workload of a seed; {@link Forms#DIRECT} stands for {@link Forms#LIVE}. */
  public Result run(long seed, Forms forms, List<String> families, int length) throws IOException {
    Workload workload = Workload.of(seed, server, forms, families, length);
    Path root = Files.createTempDirectory("aofkit-compact-");
    try {
      Path dir = Files.createDirectory(root.resolve("original"));
      if (forms == Forms.LOGGED) {
        DataDirectory.write(dir, workload.steps());
      } else {
        try (QuickServer started = trials.start(dir, seed % 2 == 0);
            RespClient client = started.connect()) {
          new LiveSession(client, seed).run(workload);
        }
      }
      return compared(root, dir);
    } finally {
      TempTree.delete(root);
    }
  }

  /** Tries the log with scripts of a seed. */
  public Result scripted(long seed, int length) throws IOException {
    Path root = Files.createTempDirectory("aofkit-compact-");
    try {
      Path dir = Files.createDirectory(root.resolve("original"));
      List<String> families = List.copyOf(Families.all().keySet());
      ScriptedLog.write(dir, seed, Workload.of(seed, server, Forms.LOGGED, families, length));
      return compared(root, dir);
    } finally {
      TempTree.delete(root);
    }
  }

  private Result compared(Path root, Path dir) throws IOException {
    // Not what the first server held: some things that change its data it does not log.
    Snapshot original = trials.load(dir);
    Path ours = Files.createDirectories(root.resolve("ours"));
    Compaction.Result result = compact(dir, ours);
    List<String> lines = new ArrayList<>(trials.load(ours).differences(original));
    CarriedTail tail = result.tail();
    long ofTail = tail == null ? 0 : tail.commands();
    return new Result(lines, result.carried(), ofTail, result.passes());
  }

  private Compaction.Result compact(Path from, Path to) throws IOException {
    AofSet set =
        AofSetLocator.locate(
            from, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    Path directory = Files.createDirectories(to.resolve("appendonlydir"));
    Compaction.Result result;
    try (FileChannel base = create(directory.resolve("appendonly.aof.1.base.rdb"));
        FileChannel incr = create(directory.resolve("appendonly.aof.1.incr.aof"))) {
      result =
          new Compaction(set.log(), server, 16, 2, OutputOptions.DEFAULT, memory).write(base, incr);
    }
    Files.writeString(
        directory.resolve("appendonly.aof.manifest"),
        "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n");
    return result;
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }
}
