package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.rdb.RdbReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Damaged RDB files are read to an end, whatever they say: no exception, no more work and no more
 * memory than their size allows, and the same result in every way of reading. A million of them
 * with {@code -Daofkit.rdb.reads=1000000}; each failure names its file and seed.
 */
class MutatedReadTest {
  private static final long SEED = Long.getLong("aofkit.rdb.seed", 20261123);
  private static final int USUAL = 50_000;
  private static final int LONGEST = 8192;
  private static final int WORKERS = 2;
  private static final int LEAST_BUFFER = 64;

  /** What the fixed buffers of one reading take; none of it depends on the file. */
  private static final long BUFFERS = 2 << 20;

  /** Bytes allocated for a byte of the file: a short record makes objects for its texts. */
  private static final long ALLOCATED_PER_BYTE = 200;

  /** An LZF stream of three bytes expands to 264, each of which may be an element. */
  private static final long EVENTS_PER_BYTE = 100;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Path> files = new ArrayList<>();
  private final List<RdbShape> shapes = new ArrayList<>();
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger clean = new AtomicInteger();
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicLong mostAllocated = new AtomicLong();
  private final AtomicLong mostEvents = new AtomicLong();

  @Test
  void damagedFilesAreReadToAnEnd() throws Exception {
    int count = Integer.getInteger("aofkit.rdb.reads", USUAL);
    for (Path file : CorpusFiles.all()) {
      if (Files.size(file) <= LONGEST) {
        files.add(file);
        shapes.add(RdbShape.of(Files.readAllBytes(file)));
      }
    }
    var next = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            read(SEED + i);
          }
          return null;
        };
    run(worker);
    String figures =
        "%d damaged files read: %d whole, %d clean; at most %d bytes allocated, %d events"
            .formatted(count, whole.get(), clean.get(), mostAllocated.get(), mostEvents.get());
    if (count != USUAL) {
      System.out.println(figures);
    }
    assertThat(wrong).as(figures).isEmpty();
    assertThat(whole.get()).isBetween(count / 20, count * 19 / 20);
  }

  private static void run(Callable<Void> worker) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
    try {
      for (Future<Void> done : pool.invokeAll(Collections.nCopies(WORKERS, worker))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void read(long seed) {
    int index = Math.floorMod(seed, shapes.size());
    RdbMutation.Mutant mutant = RdbMutation.of(shapes.get(index), seed);
    try {
      String complaint = complaint(mutant.bytes(), seed);
      if (!complaint.isEmpty()) {
        wrong.add(name(index, mutant) + complaint);
      }
    } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
      StackTraceElement[] trace = e.getStackTrace();
      wrong.add(name(index, mutant) + e + (trace.length == 0 ? "" : " at " + trace[0]));
    }
  }

  private String name(int index, RdbMutation.Mutant mutant) {
    return "%s, seed %d, %s: "
        .formatted(
            Servers.testdata("rdb").relativize(files.get(index)), mutant.seed(), mutant.kinds());
  }

  private String complaint(byte[] bytes, long seed) throws IOException {
    RdbOptions options = new RdbOptions(seed % 4 == 0 ? LEAST_BUFFER : 4096, false);
    boolean isOtherBuffer = seed % 2 == 0;
    var source = new CountingSource(bytes);
    var handler = new ConsumingHandler();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    RdbImage told = RdbReader.read(source, 0, options, RdbDepth.DEEP, handler);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    var quiet = new CountingSource(bytes);
    RdbOptions others = isOtherBuffer ? RdbOptions.forDump() : options;
    RdbImage deep = RdbReader.read(quiet, 0, others, RdbDepth.DEEP, null);
    RdbImage step = RdbReader.read(new CountingSource(bytes), 0, options, RdbDepth.STEP, null);

    mostAllocated.accumulateAndGet(allocated, Math::max);
    mostEvents.accumulateAndGet(handler.events(), Math::max);
    if (deep.problem() == null) {
      whole.incrementAndGet();
      if (deep.damageCount() == 0) {
        clean.incrementAndGet();
      }
    }
    return difference(told, deep, seed % 4 == 0)
        + complaint(bytes, deep, step)
        + limits(bytes.length, allocated, handler, quiet);
  }

  private static String limits(
      long size, long allocated, ConsumingHandler handler, CountingSource quiet) {
    if (allocated > BUFFERS + ALLOCATED_PER_BYTE * size) {
      return "allocated " + allocated + " bytes for " + size;
    }
    if (handler.events() > EVENTS_PER_BYTE * size) {
      return handler.events() + " events for " + size + " bytes";
    }
    if (quiet.bytes() > 4 * size) {
      return "read " + quiet.bytes() + " bytes of " + size;
    }
    return "";
  }

  /**
   * In which way the result depends on who listens, or on the size of the buffer; empty if it does
   * not. Where all servers refuse a record, this may decide which of several reasons is met first;
   * and with the smallest buffer, members that do not lie in it together are not compared.
   */
  private static String difference(RdbImage told, RdbImage deep, boolean isSmallest) {
    if (told.keys() != deep.keys()
        || told.end() != deep.end()
        || told.checksum() != deep.checksum()
        || kind(told) != kind(deep)) {
      return "not the same when told: " + told.problem() + " and " + deep.problem();
    }
    boolean isStopped = told.problem() != null && kind(told) != RdbProblem.Kind.CHECKSUM;
    if (isStopped) {
      return "";
    }
    boolean isSame =
        told.acceptedBy() == deep.acceptedBy()
            && told.acceptedSanitized() == deep.acceptedSanitized()
            && (isSmallest || told.damages().equals(deep.damages()))
            && (isSmallest || told.damageCount() == deep.damageCount())
            && told.obstacles().equals(deep.obstacles())
            && String.valueOf(told.problem()).equals(String.valueOf(deep.problem()));
    return isSame ? "" : "not the same when told: " + told.damages() + " and " + deep.damages();
  }

  private static RdbProblem.@Nullable Kind kind(RdbImage image) {
    RdbProblem problem = image.problem();
    return problem == null ? null : problem.kind();
  }

  /** What is wrong with these results of two depths; empty if nothing. */
  private static String complaint(byte[] bytes, RdbImage deep, RdbImage step) {
    RdbProblem problem = deep.problem();
    if (problem == null && step.problem() != null) {
      return "stepping sees more: " + step.problem();
    }
    if (problem != null && (problem.offset() < 0 || problem.offset() > bytes.length)) {
      return "a problem outside of the file: " + problem;
    }
    if (deep.end() > bytes.length) {
      return "the end is outside of the file: " + deep.end();
    }
    if ((deep.acceptedSanitized() & ~deep.acceptedBy()) != 0) {
      return "sanitizing accepts more: " + deep.obstacles();
    }
    if (problem == null && (deep.acceptedBy() & ~step.acceptedBy()) != 0) {
      return "a close look accepts more: " + step.obstacles();
    }
    boolean isInside =
        deep.damages().stream().allMatch(d -> d.offset() >= 0 && d.offset() < bytes.length);
    return isInside ? "" : "damage outside of the file: " + deep.damages();
  }
}
