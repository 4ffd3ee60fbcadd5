package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.aofkit.fuzz.compare.Excluded;
import org.aofkit.fuzz.compare.Unlike;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** Damaged RDB files, shown to a real server and to ours; what they disagree on. */
final class MutatedDumps {
  private static final int DATABASES = 16;
  private static final int WORKERS = 2;
  private static final int LINES = 12;

  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** Of so many files, the content of one is compared too; a power of two. */
  private static final int SAMPLE = 8;

  private final Server server;
  private final boolean isSanitizing;
  private final List<CorpusDump> dumps = new ArrayList<>();
  private final List<CorpusDump> foreign = new ArrayList<>();
  private final Set<String> originals = new HashSet<>();

  /**
   * A healthy file.
   *
   * @param name its path in the corpus
   * @param shape what its bytes are
   */
  record CorpusDump(String name, RdbShape shape) {}

  /**
   * A damaged file.
   *
   * @param name what makes the same one again
   * @param isSample whether its content is compared too
   */
  record DamagedDump(String name, byte[] bytes, boolean isSample) {}

  /** What was found. */
  static final class Outcome {
    final List<String> disagreements = Collections.synchronizedList(new ArrayList<>());
    final Map<Excluded, Integer> excluded = Collections.synchronizedMap(new TreeMap<>());
    final AtomicInteger compared = new AtomicInteger();
    final AtomicInteger loaded = new AtomicInteger();
    final AtomicInteger contents = new AtomicInteger();

    @Override
    public String toString() {
      return compared
          + " compared, "
          + loaded
          + " of them load, the content of "
          + contents
          + " compared too; not compared: "
          + excluded;
    }
  }

  /**
   * @param longest only files up to this size are damaged; in longer ones most damage hits the
   *     inside of a value
   */
  MutatedDumps(Server server, boolean isSanitizing, int longest) throws IOException {
    this.server = server;
    this.isSanitizing = isSanitizing;
    for (Path file : CorpusFiles.all()) {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length > longest) {
        continue;
      }
      String name = Servers.testdata("rdb").relativize(file).toString();
      var dump = new CorpusDump(name, RdbShape.of(bytes));
      if (!read(bytes, null).loadsOn(server, DATABASES)) {
        foreign.add(dump);
      } else {
        dumps.add(dump);
        var handler = new Unlike(Set.of());
        read(bytes, handler);
        originals.addAll(handler.seen());
      }
    }
  }

  /** The files that the server loads. */
  List<CorpusDump> dumps() {
    return List.copyOf(dumps);
  }

  /** The files that it does not load: they are newer, or of the other dialect. */
  List<CorpusDump> foreign() {
    return List.copyOf(foreign);
  }

  /** Compares files made with the seeds from one up to another. */
  Outcome compare(long firstSeed, int count) throws IOException {
    return compare(count, i -> mutant(firstSeed + i));
  }

  private DamagedDump mutant(long seed) {
    CorpusDump dump = dumps.get(Math.floorMod(seed, dumps.size()));
    RdbMutation.Mutant mutant = RdbMutation.of(dump.shape(), seed);
    // Mixed, since seeds also choose the files.
    boolean isSample = (seed * GOLDEN_RATIO >>> 32 & SAMPLE - 1) == 0;
    return new DamagedDump(
        "%s, seed %d, %s".formatted(dump.name(), seed, mutant.kinds()), mutant.bytes(), isSample);
  }

  /** Compares the files that are made from the numbers below a count. */
  Outcome compare(int count, IntFunction<DamagedDump> maker) throws IOException {
    Path program = Servers.program(server);
    var outcome = new Outcome();
    var next = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          try (var probe = new DumpProbe(program, server, isSanitizing, DATABASES)) {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              compare(probe, maker.apply(i), outcome);
            }
          }
          return null;
        };
    ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
    try {
      for (Future<Void> done : pool.invokeAll(Collections.nCopies(WORKERS, worker))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      pool.shutdownNow();
    }
    return outcome;
  }

  private void compare(DumpProbe probe, DamagedDump dump, Outcome outcome) throws IOException {
    byte[] bytes = dump.bytes();
    var unlike = new Unlike(originals);
    RdbImage image = read(bytes, null);
    read(bytes, unlike);
    if (!unlike.reasons().isEmpty()) {
      unlike.reasons().forEach(reason -> outcome.excluded.merge(reason, 1, Integer::sum));
      return;
    }
    boolean isSample = dump.isSample() && isSanitizing;
    DumpProbe.Answer<RdbContent> answer =
        isSample ? probe.ask(bytes, ServerContent::read) : probe.ask(bytes);
    outcome.compared.incrementAndGet();
    if (answer.loads()) {
      outcome.loaded.incrementAndGet();
    }
    boolean isPredicted = isPredicted(image) && !hasDuplicates(bytes, image);
    if (answer.loads() != isPredicted) {
      outcome.disagreements.add(
          "%s: %s (%s), but predicted %s: %s %s"
              .formatted(
                  dump.name(),
                  answer.state(),
                  telling(answer.log()),
                  isPredicted,
                  image.problem(),
                  image.obstacles()));
    } else if (isSample && isPredicted) {
      outcome.contents.incrementAndGet();
      var handler = new ContentHandler();
      read(bytes, handler);
      RdbContent ours = handler.content().loadedAt(System.currentTimeMillis());
      RdbContent theirs = answer.contentOrThrow().asToldBy(ours);
      for (String line : ours.asToldBy(theirs).diff(theirs)) {
        outcome.disagreements.add(dump.name() + ": " + line);
      }
    }
  }

  private boolean isPredicted(RdbImage image) {
    return isSanitizing
        ? image.loadsSanitizedOn(server, DATABASES)
        : image.loadsOn(server, DATABASES);
  }

  static boolean hasDuplicates(byte[] bytes, RdbImage image) throws IOException {
    RdbDuplicates duplicates =
        RdbDuplicates.find(
            new MemorySource("mutant", bytes),
            image,
            RdbOptions.forDump(),
            System.currentTimeMillis());
    return duplicates.count() > 0;
  }

  static RdbImage read(byte[] bytes, @Nullable RdbHandler handler) throws IOException {
    return RdbReader.read(
        new MemorySource("mutant", bytes), 0, RdbOptions.forDump(), RdbDepth.DEEP, handler);
  }

  /** The last lines of a log without time and process. */
  static String telling(List<String> log) {
    return log.stream()
        .skip(Math.max(0, log.size() - LINES))
        .map(line -> line.replaceFirst("^\\d+:[A-Z] \\d+ \\w+ \\d+ [\\d:.]+ ", ""))
        .filter(line -> !line.startsWith("[info]"))
        .collect(Collectors.joining(" | "));
  }
}
