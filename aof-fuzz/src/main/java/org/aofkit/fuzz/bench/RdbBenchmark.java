package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbPieces;
import org.aofkit.rdb.RdbReader;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads one dump of 10^9 bytes in a JVM that is warm: its checksum alone, its records, everything
 * in it, and that on two threads. Operations a second are GB/s. What a process takes from its start
 * is another matter; {@code src/bench/rdb.sh} measures that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RdbBenchmark {
  private static final int BLOCK = 1 << 20;

  /** What the file is made of. */
  @Param({"STR", "TYPES", "LZF"})
  public RdbFiles.Shape shape = RdbFiles.Shape.STR;

  private Path file = Path.of("");
  private ByteSource source = new MemorySource("none", new byte[0]);

  /** Makes the file unless it is there. */
  @Setup
  public void openFile() throws IOException {
    file = RdbFiles.forBenchmark(shape);
    source = FileSources.open(file, IoMode.READ);
  }

  /** Closes it. */
  @TearDown
  public void closeFile() throws IOException {
    source.close();
  }

  /** Reads all bytes and their checksum. */
  @Benchmark
  public long checksum() throws IOException {
    var buffer = ByteBuffer.allocate(BLOCK);
    long crc = 0;
    for (long at = 0; at < source.size(); at += buffer.position()) {
      buffer.clear();
      source.read(at, buffer);
      crc = Crc64.update(crc, buffer.array(), 0, buffer.position());
    }
    return crc;
  }

  /** Steps over all records. */
  @Benchmark
  public long step() throws IOException {
    return read(RdbDepth.STEP);
  }

  /** Verifies everything. */
  @Benchmark
  public long deep() throws IOException {
    return read(RdbDepth.DEEP);
  }

  /** Verifies everything, on two threads. */
  @Benchmark
  public long pieces() throws IOException {
    return clean(RdbPieces.read(source, 0, RdbOptions.forDump(), 2));
  }

  private long read(RdbDepth depth) throws IOException {
    return clean(RdbReader.read(source, 0, RdbOptions.forDump(), depth, null));
  }

  private long clean(RdbImage image) {
    if (image.problem() != null || image.damageCount() != 0) {
      throw new AssertionError("not clean: " + file + " " + image.problem());
    }
    return image.keys();
  }
}
