package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.io.IoMode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole check of one file of 10^9 bytes, in a JVM that is warm: frames, names, arities, events
 * and their replay, in pieces. Operations a second are GB/s. What a process takes from its start is
 * another matter; {@code src/bench/run.sh} measures that.
 *
 * <p>The files are those of {@link ScannerBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CheckBenchmark {
  /** What the file is made of. */
  @Param({"MIX", "SMALL", "BIG"})
  public AofFiles.Shape shape = AofFiles.Shape.MIX;

  /** How its bytes are read. */
  @Param({"MAP", "READ"})
  public IoMode mode = IoMode.MAP;

  /** How many threads scan. */
  @Param({"1", "2"})
  public int threads;

  private Path file = Path.of("");

  /** Makes the file unless it is there. */
  @Setup
  public void makeFile() throws IOException {
    file = AofFiles.forBenchmark(shape);
  }

  /** Checks the file. */
  @Benchmark
  public long check() throws IOException {
    CheckOptions usual = CheckOptions.defaults();
    Report report =
        Checker.check(
            file,
            new CheckOptions(
                usual.server(),
                usual.databases(),
                usual.appendOnly(),
                usual.appendFilename(),
                usual.appendDirname(),
                usual.dbFilename(),
                mode,
                threads,
                mode == IoMode.MAP ? usual.windowSize() : 1 << 20,
                usual.progress(),
                usual.cancelled()));
    if (report.verdict() != Verdict.CLEAN) {
      throw new AssertionError("not clean: " + file);
    }
    return report.stats().commands();
  }
}
