package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.TempTree;

/**
 * The states that rewrites go through on the disk, made of the files that a real server wrote. The
 * server keeps history files; what lies there at each step is put together by copying, as the
 * servers' order of writing says.
 */
final class Rewrites {
  static final String NAME = "appendonly.aof";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int QUIET_SECONDS = 70;
  private static final String DIRECTORY = "appendonlydir";

  private final Path folder;
  private final List<State> states = new ArrayList<>();
  private RealServer server;
  private RespClient client;
  private int writes;

  /**
   * A state on the disk.
   *
   * @param name which step of which rewrite
   * @param dir the server's data directory, with its manifest
   * @param base the number of the base that the server counts on
   * @param incrs the numbers of the incrs that it counts on and that hold something
   * @param data what the server holds
   */
  record State(String name, Path dir, int base, List<Integer> incrs, DataSet data) {
    Path file(String fileName) {
      return dir.resolve(DIRECTORY).resolve(fileName);
    }

    /** The names of the files that it counts on and that hold something, in load order. */
    List<String> files() {
      List<String> files = new ArrayList<>();
      files.add(NAME + "." + base + ".base.rdb");
      incrs.forEach(incr -> files.add(NAME + "." + incr + ".incr.aof"));
      return files;
    }

    Path manifest() {
      return file(NAME + ".manifest");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What the server had at one moment: all files it ever wrote, and the data. */
  private record Moment(Path dir, int base, List<Integer> incrs, DataSet data) {}

  private Rewrites(Path folder) {
    this.folder = folder;
  }

  /** Lets a server run through two rewrites, each after one that failed. */
  static List<State> of(Path program, Path folder) throws IOException {
    Rewrites rewrites = new Rewrites(folder);
    Path dir = Files.createDirectory(folder.resolve("live"));
    Map<String, String> settings = Map.of("aof-disable-auto-gc", "yes", "appendfsync", "always");
    try (RealServer server = RealServer.start(program, dir, settings, LIMIT);
        RespClient client = server.connect()) {
      rewrites.server = server;
      rewrites.client = client;
      rewrites.run(dir);
    }
    return rewrites.states;
  }

  private void run(Path live) throws IOException {
    write();
    Moment first = moment(live, 1, List.of(1));
    add("first start", first, first.base(), first.incrs(), List.of(), manifest(1, 1));
    rewriteThatFails();
    write();
    Moment failed = moment(live, 1, List.of(1, 2));
    pause(1100);
    rewrite();
    write();
    Moment second = moment(live, 2, List.of(3));
    steps("rewrite 1", failed, second);
    rewriteThatFails();
    write();
    Moment failedAgain = moment(live, 2, List.of(3, 4));
    pause(1100);
    rewrite();
    write();
    steps("rewrite 2", failedAgain, moment(live, 3, List.of(5)));
  }

  /** All steps from the state before a rewrite to the one behind it. */
  private void steps(String name, Moment before, Moment after) throws IOException {
    int oldBase = before.base();
    List<Integer> oldIncrs = before.incrs();
    int incr = after.incrs().get(0);
    String old = manifest(oldBase, oldIncrs.stream().mapToInt(i -> i).toArray());
    String begun = old + incrLine(incr, "i");
    String fresh = Files.readString(manifestOf(after.dir()), StandardCharsets.ISO_8859_1);
    add(name + ", before", before, oldBase, oldIncrs, List.of(), old);
    State created = add(name + ", next incr created", before, oldBase, oldIncrs, List.of(), old);
    Files.createFile(created.file(NAME + "." + incr + ".incr.aof"));
    State torn = add(name + ", manifest with it torn", before, oldBase, oldIncrs, List.of(), old);
    Files.createFile(torn.file(NAME + "." + incr + ".incr.aof"));
    Files.writeString(torn.file("temp-" + NAME + ".manifest"), begun.substring(0, 60));
    State ready = add(name + ", manifest with it ready", before, oldBase, oldIncrs, List.of(), old);
    Files.createFile(ready.file(NAME + "." + incr + ".incr.aof"));
    Files.writeString(ready.file("temp-" + NAME + ".manifest"), begun);

    List<Integer> all = new ArrayList<>(oldIncrs);
    all.add(incr);
    byte[] base = Files.readAllBytes(baseOf(after.dir(), after.base()));
    State child = add(name + ", child at work", after, oldBase, all, List.of(), begun);
    Files.write(child.dir().resolve("temp-rewriteaof-77.aof"), new byte[] {'R', 'E', 'D'});
    State done = add(name + ", child done", after, oldBase, all, List.of(), begun);
    Files.write(done.dir().resolve("temp-rewriteaof-bg-77.aof"), base);
    add(name + ", base moved", after, oldBase, all, List.of(after.base()), begun);
    State switching =
        add(name + ", new manifest ready", after, oldBase, all, List.of(after.base()), begun);
    Files.writeString(switching.file("temp-" + NAME + ".manifest"), fresh);

    add(name + ", switched", after, oldBase, all, List.of(after.base()), fresh);
    List<String> history = fresh.lines().filter(line -> line.contains(" type h")).toList();
    unlinking(name + ", unlinking", after, all, oldBase, history, fresh);
    List<String> reversed = new ArrayList<>(history);
    Collections.reverse(reversed);
    unlinking(name + ", unlinking backwards", after, all, oldBase, reversed, fresh);
    add(name + ", over", after, after.base(), after.incrs(), List.of(), withoutHistory(fresh));
    // Measured with an immutable file: the server strikes the line out, whether it could delete it
    // or not.
    List<Integer> bases = List.of(after.base());
    State left = add(name + ", nothing deleted", after, oldBase, all, bases, withoutHistory(fresh));
    // As of a server that had nothing to write for a while before.
    for (int leftover : oldIncrs) {
      Path file = left.file(NAME + "." + leftover + ".incr.aof");
      Instant ended = Files.getLastModifiedTime(file).toInstant().minusSeconds(QUIET_SECONDS);
      Files.setLastModifiedTime(file, FileTime.from(ended));
    }
  }

  private void unlinking(
      String name,
      Moment after,
      List<Integer> all,
      int oldBase,
      List<String> history,
      String manifest)
      throws IOException {
    for (int gone = 1; gone < history.size(); gone++) {
      State state = add(name + " " + gone, after, oldBase, all, List.of(after.base()), manifest);
      for (String line : history.subList(0, gone)) {
        Files.deleteIfExists(state.file(line.split(" ")[1]));
      }
    }
  }

  /**
   * A state with these files of a moment.
   *
   * @param others bases that lie there besides
   */
  private State add(
      String name,
      Moment moment,
      int base,
      List<Integer> incrs,
      List<Integer> others,
      String manifest)
      throws IOException {
    Path dir = folder.resolve("state" + states.size());
    Files.createDirectories(dir.resolve(DIRECTORY));
    copy(baseOf(moment.dir(), base), dir);
    for (int other : others) {
      copy(baseOf(moment.dir(), other), dir);
    }
    for (int incr : incrs) {
      copy(moment.dir().resolve(DIRECTORY).resolve(NAME + "." + incr + ".incr.aof"), dir);
    }
    Files.writeString(manifestOf(dir), manifest, StandardCharsets.ISO_8859_1);
    boolean switched = manifest.contains(NAME + "." + moment.base() + ".base");
    State state =
        new State(
            name,
            dir,
            switched ? moment.base() : base,
            switched ? moment.incrs() : incrs,
            moment.data());
    states.add(state);
    return state;
  }

  private static void copy(Path file, Path dir) throws IOException {
    Files.copy(
        file,
        dir.resolve(DIRECTORY).resolve(file.getFileName()),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static Path manifestOf(Path dir) {
    return dir.resolve(DIRECTORY).resolve(NAME + ".manifest");
  }

  private static Path baseOf(Path dir, int seq) throws IOException {
    String start = NAME + "." + seq + ".base.";
    try (Stream<Path> files = Files.list(dir.resolve(DIRECTORY))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .findFirst()
          .orElseThrow();
    }
  }

  static String manifest(int base, int... incrs) {
    StringBuilder text =
        new StringBuilder("file " + NAME + "." + base + ".base.rdb seq " + base + " type b\n");
    for (int incr : incrs) {
      text.append(incrLine(incr, "i"));
    }
    return text.toString();
  }

  private static String incrLine(int seq, String type) {
    return "file " + NAME + "." + seq + ".incr.aof seq " + seq + " type " + type + "\n";
  }

  private static String withoutHistory(String manifest) {
    StringBuilder text = new StringBuilder();
    manifest.lines().filter(line -> !line.contains(" type h")).forEach(l -> text.append(l + "\n"));
    return text.toString();
  }

  private Moment moment(Path live, int base, List<Integer> incrs) throws IOException {
    DataSet data = DataSet.dump(server);
    Path copy = folder.resolve("moment" + writes);
    TempTree.copy(live, copy);
    return new Moment(copy, base, incrs, data);
  }

  /** Commands that are not the same when they are done twice, or not at all. */
  private void write() throws IOException {
    writes++;
    for (int i = 0; i < 3; i++) {
      client.call("SELECT", Integer.toString(i)).orThrow();
      client.call("APPEND", "log", writes + ".").orThrow();
      client.call("RPUSH", "list", "write" + writes).orThrow();
      client.call("INCR", "count").orThrow();
      client.call("SET", "only" + writes, "here").orThrow();
    }
  }

  private void rewrite() throws IOException {
    client.call("BGREWRITEAOF").orThrow();
    awaitNoRewrite();
  }

  private void rewriteThatFails() throws IOException {
    client.call("CONFIG", "SET", "rdb-key-save-delay", "5000000").orThrow();
    client.call("BGREWRITEAOF").orThrow();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (process.children().findAny().isEmpty() && System.nanoTime() < deadline) {
      pause(10);
    }
    process.children().forEach(ProcessHandle::destroyForcibly);
    awaitNoRewrite();
    client.call("CONFIG", "SET", "rdb-key-save-delay", "0").orThrow();
  }

  private void awaitNoRewrite() throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      String info = client.call("INFO", "persistence").text();
      if (info.contains("aof_rewrite_in_progress:0") && info.contains("aof_rewrite_scheduled:0")) {
        return;
      }
      pause(20);
    }
    throw new IOException("the rewrite does not end");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
