package org.aofkit.fuzz.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.aofkit.rdb.packed.Lzf;
import org.aofkit.rdb.packed.LzfCompressor;
import org.aofkit.rdb.packed.PackedDamage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** LZF streams of a million bytes of JSON in all: operations a nanosecond are GB/s of output. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LzfBenchmark {
  private static final int BYTES = 1_000_000;

  /** Bytes of a string, expanded. */
  @Param({"500", "4000", "50000"})
  public int size = 4000;

  private byte[][] streams = new byte[0][];
  private byte[] out = new byte[0];

  /** Makes the streams. */
  @Setup
  public void make() {
    var compressor = new LzfCompressor();
    streams = new byte[BYTES / size][];
    out = new byte[size];
    for (int i = 0; i < streams.length; i++) {
      byte[] text = PackedStrings.json(size, i);
      var target = new byte[size];
      int length = compressor.compress(text, 0, size, target, 0, size - 4);
      streams[i] = Arrays.copyOf(target, length);
    }
  }

  /** Expanded; bytes of output a nanosecond. */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public byte expanded() throws PackedDamage {
    for (byte[] stream : streams) {
      Lzf.expand(stream, 0, stream.length, out, size);
    }
    return out[0];
  }

  /** Only verified; bytes of output, had there been any, a nanosecond. */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public int verified() throws PackedDamage {
    for (byte[] stream : streams) {
      Lzf.verify(stream, 0, stream.length, size);
    }
    return streams.length;
  }
}
