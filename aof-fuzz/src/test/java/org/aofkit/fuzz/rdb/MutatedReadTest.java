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
  private static final long ALLOCATED_PER_BYTE = 2000;

  /** An LZF stream of three bytes expands to 264, each of which may be an element. */
  private static final long EVENTS_PER_BYTE = 100;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Path> files = new ArrayList<>();
  private final List<RdbShape> shapes = new ArrayList<>();
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger clean = new AtomicInteger();
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicLong mostAllocated = new AtomicLong();
  private final AtomicLong mostRead = new AtomicLong();
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
    System.out.printf(
        "%d damaged files read: %d whole, %d clean; at most %d bytes allocated, %d read a byte,"
            + " %d events%n",
        count, whole.get(), clean.get(), mostAllocated.get(), mostRead.get(), mostEvents.get());
    assertThat(wrong).isEmpty();
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
    RdbOptions options = new RdbOptions(seed % 2 == 0 ? LEAST_BUFFER : 4096, false);
    var source = new CountingSource(bytes);
    var handler = new ConsumingHandler();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    RdbImage told = RdbReader.read(source, 0, options, RdbDepth.DEEP, handler);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    var quiet = new CountingSource(bytes);
    RdbImage deep = RdbReader.read(quiet, 0, RdbOptions.forDump(), RdbDepth.DEEP, null);
    RdbImage step = RdbReader.read(new CountingSource(bytes), 0, options, RdbDepth.STEP, null);

    mostAllocated.accumulateAndGet(allocated, Math::max);
    mostEvents.accumulateAndGet(handler.events(), Math::max);
    mostRead.accumulateAndGet(quiet.bytes() / Math.max(1, bytes.length), Math::max);
    if (deep.problem() == null) {
      whole.incrementAndGet();
      if (deep.damageCount() == 0) {
        clean.incrementAndGet();
      }
    }
    return complaint(bytes, told, deep, step) + limits(bytes.length, allocated, handler, quiet);
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

  /** What is wrong with these results of reading the same bytes in three ways; empty if nothing. */
  private static String complaint(byte[] bytes, RdbImage told, RdbImage deep, RdbImage step) {
    if (!same(told, deep)) {
      return "the result depends on who listens or on the buffer: " + told + " and " + deep;
    }
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

  private static boolean same(RdbImage one, RdbImage two) {
    return one.keys() == two.keys()
        && one.end() == two.end()
        && one.checksum() == two.checksum()
        && one.acceptedBy() == two.acceptedBy()
        && one.acceptedSanitized() == two.acceptedSanitized()
        && one.damages().equals(two.damages())
        && one.damageCount() == two.damageCount()
        && one.obstacles().equals(two.obstacles())
        && String.valueOf(one.problem()).equals(String.valueOf(two.problem()));
  }
}
