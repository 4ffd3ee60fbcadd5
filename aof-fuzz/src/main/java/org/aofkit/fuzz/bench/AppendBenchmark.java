package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.aofkit.append.AofWriter;
import org.aofkit.append.CommandBatch;
import org.aofkit.fuzz.server.TempTree;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to append a SET without an fsync, alone or with 63 others; time for one command.
 * {@code -prof gc} says what is allocated for it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AppendBenchmark {
  private static final int MANY = 64;

  /** Bytes of a value: copied into the batch; borrowed. */
  @Param({"3", "100", "16384"})
  public int valueBytes;

  private Path dir;
  private AofWriter writer;
  private AppendLoad load;
  private final CommandBatch batch = new CommandBatch();

  /** Makes a new directory, so that no log gets larger than one iteration makes it. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    dir = Files.createTempDirectory("aofkit-append-");
    writer = AppendLoad.open(dir);
    load = new AppendLoad(valueBytes);
  }

  /** Removes it. */
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    writer.close();
    TempTree.delete(dir);
  }

  /** One command a call. */
  @Benchmark
  public void one() throws IOException {
    load.append(writer, batch, 1);
  }

  /** As many as redis-benchmark -P 64 sends together. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void batch() throws IOException {
    load.append(writer, batch, MANY);
  }
}
