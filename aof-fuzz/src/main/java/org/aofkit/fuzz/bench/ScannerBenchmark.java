package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
 * Scanning a file of 10^9 bytes from its opening to its end, in one thread: operations a second are
 * GB/s. The files are made once, in the directory of the property {@code aofkit.bench}, or else
 * where temporary files go.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScannerBenchmark {
  /** What the file is made of. */
  @Param({"MIX", "SMALL", "BIG"})
  public AofFiles.Shape shape = AofFiles.Shape.MIX;

  /** How its bytes are read. */
  @Param({"MAP", "READ"})
  public IoMode mode = IoMode.MAP;

  /** MiB of a window; 0: 16 mapped, 1 read. */
  @Param("0")
  public int windowMiB;

  private Path file = Path.of("");

  /** Makes the file unless it is there. */
  @Setup
  public void makeFile() throws IOException {
    file = AofFiles.forBenchmark(shape);
  }

  private RespScanner scanner(ByteSource source) {
    int usual = mode == IoMode.MAP ? 16 : 1;
    return new RespScanner(source, (windowMiB == 0 ? usual : windowMiB) << 20);
  }

  /** Finds the frames, no more. */
  @Benchmark
  public long frames() throws IOException {
    long commands = 0;
    try (ByteSource source = FileSources.open(file, mode);
        RespScanner scanner = scanner(source)) {
      while (scanner.next() == RespScanner.COMMAND) {
        commands++;
      }
      if (scanner.frameEnd() != source.size()) {
        throw new AssertionError("stopped at " + scanner.frameEnd());
      }
    }
    return commands;
  }

  /** Finds the frames and loads the first 8 bytes of each name, as a look-up would. */
  @Benchmark
  public long names() throws IOException {
    long sum = 0;
    try (ByteSource source = FileSources.open(file, mode);
        RespScanner scanner = scanner(source)) {
      while (scanner.next() == RespScanner.COMMAND) {
        sum += scanner.headBytes().getLong(scanner.headIndex(0)) ^ scanner.argumentLength(0);
      }
    }
    return sum;
  }
}
