package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  /** Found among a million: an empty ziplist whose last entry is at 0, which all servers load. */
  @Test
  void damageThatWasReadInTwoWaysIsReadInOne() throws IOException {
    byte[] bytes = Files.readAllBytes(Servers.testdata("rdb/redis-2.8.24/one-of-each.rdb"));
    RdbMutation.Mutant mutant = RdbMutation.of(bytes, 44973152);
    for (int variant = 0; variant < 4; variant++) {
      assertThat(ReadPromises.read(mutant.bytes(), variant).complaint()).isEmpty();
    }
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
      ReadPromises.Reading reading =
          ReadPromises.read(mutant.bytes(), (int) Math.floorMod(seed, 4L));
      count(reading);
      if (!reading.complaint().isEmpty()) {
        wrong.add(name(index, mutant) + reading.complaint());
      }
    } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
      StackTraceElement[] trace = e.getStackTrace();
      wrong.add(name(index, mutant) + e + (trace.length == 0 ? "" : " at " + trace[0]));
    }
  }

  private void count(ReadPromises.Reading reading) {
    mostAllocated.accumulateAndGet(reading.allocated(), Math::max);
    mostEvents.accumulateAndGet(reading.events(), Math::max);
    if (reading.deep().problem() == null) {
      whole.incrementAndGet();
      if (reading.deep().damageCount() == 0) {
        clean.incrementAndGet();
      }
    }
  }

  private String name(int index, RdbMutation.Mutant mutant) {
    return "%s, seed %d, %s: "
        .formatted(
            Servers.testdata("rdb").relativize(files.get(index)), mutant.seed(), mutant.kinds());
  }
}
