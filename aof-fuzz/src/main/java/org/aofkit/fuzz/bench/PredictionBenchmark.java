package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.resp.RespScanner;
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
 * What a prediction costs: finding the frames of a file of 10^9 bytes and nothing else, against a
 * check of the same file, which says for six servers whether they come up. One thread each, mapped,
 * in a JVM that is warm; operations a second are GB/s. The goal is that {@code check} reaches nine
 * tenths of {@code bareScan}.
 *
 * <p>The files are those of {@link ScannerBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PredictionBenchmark {
  private static final int WINDOW = 16 << 20;

  /** What the file is made of. */
  @Param({"MIX", "SMALL", "BIG"})
  public AofFiles.Shape shape = AofFiles.Shape.MIX;

  private Path file;

  /** For JMH, which then makes the file. */
  public PredictionBenchmark() {
    this(Path.of(""));
  }

  PredictionBenchmark(Path file) {
    this.file = file;
  }

  /** Makes the file unless it is there. */
  @Setup
  public void makeFile() throws IOException {
    file = AofFiles.forBenchmark(shape);
  }

  /** Finds the frames. */
  @Benchmark
  public long bareScan() throws IOException {
    long commands = 0;
    try (ByteSource source = FileSources.open(file, IoMode.MAP);
        RespScanner scanner = new RespScanner(source, WINDOW)) {
      while (scanner.next() == RespScanner.COMMAND) {
        commands++;
      }
    }
    return commands;
  }

  /** Finds them, looks every command up and predicts. */
  @Benchmark
  public long check() throws IOException {
    CheckOptions options =
        new CheckOptions(
            Optional.empty(),
            16,
            true,
            null,
            "appendonlydir",
            "dump.rdb",
            IoMode.MAP,
            1,
            WINDOW,
            done -> {},
            () -> false);
    return Checker.check(file, options).stats().commands();
  }
}
