package org.aofkit.fuzz.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.server.Server;

/**
 * Reproduces the incident with a real server on a small volume, without injecting any fault, lets a
 * command mend it, and compares everything the server then holds with what it held when it was last
 * alive.
 *
 * <p>What makes the hole: after a rewrite the server's incr file is not open in append mode. A
 * write that the full volume cuts short is taken back by shrinking the file, but the write position
 * stays where it was; the next write that succeeds leaves NULs in between. The server notices
 * nothing until it is started again.
 */
public final class Incident {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int NULS_EXPECTED = 512;

  private final Path program;
  private final Path data;
  private final Path ballast;
  private final List<String> mend;
  private final long leaveFree;
  private final PrintStream out;
  private final Traffic traffic = new Traffic();

  private Incident(Path program, Path volume, List<String> mend, long leaveFree, PrintStream out) {
    this.program = program;
    this.data = volume.resolve("data");
    this.ballast = volume.resolve("ballast");
    this.mend = mend;
    this.leaveFree = leaveFree;
    this.out = out;
  }

  /**
   * Runs the whole story. Exit status: 0 if every key came back, 1 if not or if a step did not go
   * as expected, 2 for wrong arguments. If the variable {@code AOFKIT_LEAVE_FREE} is set, the
   * volume is filled up before the mending but for so many bytes, and stays so.
   *
   * @param args the mount point of a small empty volume; the server's program, or "-" for Redis
   *     7.0.15 of the test dependency; and the mending command, to which the data directory is
   *     appended
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      System.err.println("usage: Incident VOLUME SERVER|- MEND-COMMAND...");
      System.exit(2);
    }
    Path program =
        args[1].equals("-")
            ? ServerBinaries.find(Server.REDIS_7_0).orElseThrow()
            : Path.of(args[1]).toAbsolutePath();
    List<String> mend = List.of(args).subList(2, args.length);
    try {
      String free = System.getenv().getOrDefault("AOFKIT_LEAVE_FREE", "-1");
      new Incident(program, Path.of(args[0]), mend, Long.parseLong(free), System.out).run();
    } catch (LabException e) {
      System.out.println("FAILED: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException {
    Files.createDirectories(data);
    Live live = breakIt();
    showDamage();
    expectRefusal();
    long used = used();
    if (leaveFree >= 0) {
      fillUpTo(leaveFree);
    }
    mend();
    long now = used();
    if (leaveFree >= 0) {
      out.println(
          "space won:        "
              + (used - now)
              + " of "
              + used
              + " bytes that data took; "
              + Files.getFileStore(data).getUsableSpace()
              + " bytes of the volume are free");
    }
    compare(live);
  }

  /** Bytes of all files of the volume but the ballast. */
  private long used() throws IOException {
    try (var files = Files.walk(data)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** Leaves only so much room; where it is 0, not a byte can be written any more. */
  private void fillUpTo(long free) throws IOException {
    byte[] block = new byte[4096];
    try (var file = Files.newOutputStream(ballast)) {
      while (Files.getFileStore(data).getUsableSpace() >= free + block.length) {
        file.write(block);
      }
    }
    out.println(
        "volume full:      " + Files.getFileStore(data).getUsableSpace() + " bytes are free");
  }

  /** What the server held when it was last alive. */
  private record Live(DataSet data, String digest) {}

  private Live breakIt() throws IOException {
    try (RealServer server = start();
        RespClient client = server.connect()) {
      traffic.write(client, 60);
      rewrite(client);
      traffic.write(client, 60);
      int before = traffic.acknowledged();
      fill();
      String refusal = traffic.writeUntilRefused(client);
      out.println("volume full:      " + refusal);
      awaitLog(server, "Short write while writing to the AOF file");
      Files.delete(ballast);
      awaitLog(server, "AOF write error looks solved");
      out.println(
          "space is back:    the server goes on; "
              + (traffic.acknowledged() - before)
              + " acknowledged while it filled up");
      traffic.write(client, 120);
      awaitFlush(client);
      Live live = new Live(DataSet.dump(server), client.call("DEBUG", "DIGEST").orThrow().text());
      out.println(
          "live:             "
              + live.data.keys()
              + " keys, "
              + traffic.acknowledged()
              + " acknowledged writes, digest "
              + live.digest);
      server.kill();
      return live;
    }
  }

  private void rewrite(RespClient client) throws IOException {
    client.call("BGREWRITEAOF").orThrow();
    await(
        "the rewrite to end",
        () -> {
          String info = client.call("INFO", "persistence").text();
          return info.contains("aof_rewrite_in_progress:0")
              && info.contains("aof_rewrite_scheduled:0")
              && info.contains("aof_last_bgrewrite_status:ok");
        });
  }

  /** Takes all space but a few blocks, so that the next big write fits in part. */
  private void fill() throws IOException {
    long free = Files.getFileStore(data).getUsableSpace();
    byte[] block = new byte[4096];
    try (var file = Files.newOutputStream(ballast)) {
      for (long left = free - 3L * block.length; left > 0; left -= block.length) {
        file.write(block);
      }
    }
  }

  private void awaitFlush(RespClient client) throws IOException {
    await(
        "the AOF to be written out",
        () -> {
          String info = client.call("INFO", "persistence").text();
          return info.contains("aof_buffer_length:0")
              && info.contains("aof_pending_bio_fsync:0")
              && info.contains("aof_last_write_status:ok");
        });
    // The everysec policy has passed at least once more.
    sleep(Duration.ofMillis(2200));
  }

  private void showDamage() throws IOException {
    Path incr = lastIncr();
    byte[] bytes = Files.readAllBytes(incr);
    NulRun hole = NulRun.longest(bytes);
    if (hole.length() < NULS_EXPECTED) {
      throw new LabException(incr.getFileName() + " has no hole of NULs: nothing to mend");
    }
    out.println(
        "hole:             "
            + incr.getFileName()
            + ", "
            + hole.length()
            + " NULs at offset "
            + hole.offset()
            + " of "
            + bytes.length);
  }

  private void expectRefusal() throws IOException {
    for (String loadTruncated : List.of("no", "yes")) {
      try (RealServer server =
          RealServer.start(program, data, Map.of("aof-load-truncated", loadTruncated), LIMIT)) {
        boolean refused =
            server.state() == RealServer.State.EXITED
                && server.log().stream().anyMatch(line -> line.contains("Bad file format"));
        if (!refused) {
          throw new LabException("the server was to refuse the files, but is " + server.state());
        }
      }
    }
    out.println("restart:          refused, strict and default: Bad file format");
  }

  private void mend() throws IOException {
    List<String> command = new ArrayList<>(mend);
    command.add(data.toString());
    out.println("mend:             " + String.join(" ", mend) + " DIR");
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new LabException("the mending command still runs after " + LIMIT);
      }
      // 1 of fsck: errors corrected.
      if (process.exitValue() > 1) {
        throw new LabException("the mending command ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private void compare(Live live) throws IOException {
    try (RealServer server = start();
        RespClient client = server.connect()) {
      DataSet after = DataSet.dump(server);
      String digest = client.call("DEBUG", "DIGEST").orThrow().text();
      List<String> differences = live.data.diff(after);
      differences.forEach(line -> out.println("  " + line));
      List<String> wrong = traffic.missing(client);
      wrong.forEach(line -> out.println("  " + line));
      out.println(
          "after the mend:   "
              + after.keys()
              + " keys, "
              + (traffic.acknowledged() - wrong.size())
              + " of "
              + traffic.acknowledged()
              + " acknowledged writes, digest "
              + digest);
      if (!differences.isEmpty() || !wrong.isEmpty() || !digest.equals(live.digest)) {
        throw new LabException("the server does not hold what it held");
      }
      out.println("every key is back");
    }
  }

  private RealServer start() throws IOException {
    RealServer server = RealServer.start(program, data, Map.of("appendfsync", "everysec"), LIMIT);
    if (!server.isUp()) {
      List<String> log = server.log();
      server.close();
      throw new LabException("the server does not start:\n" + String.join("\n", log));
    }
    return server;
  }

  private Path lastIncr() throws IOException {
    try (var files = Files.list(data.resolve("appendonlydir"))) {
      return files
          .filter(file -> file.toString().endsWith(".incr.aof"))
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new LabException("there is no incr file"));
    }
  }

  private static void awaitLog(RealServer server, String text) throws IOException {
    await(
        "\"" + text + "\" in the log", () -> server.log().stream().anyMatch(l -> l.contains(text)));
  }

  private interface Question {
    boolean ask() throws IOException;
  }

  private static void await(String what, Question question) throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!question.ask()) {
      if (System.nanoTime() > deadline) {
        throw new LabException("waited in vain for " + what);
      }
      sleep(Duration.ofMillis(20));
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    }
  }
}
