package org.aofkit.fuzz.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.aofkit.rdb.packed.LzfCompressor;
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

/**
 * Compression of strings, 256 KiB at a time in strings of one length: JSON, which becomes much
 * shorter, and bytes at random, which are given up.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LzfCompressionBenchmark {
  private static final int BYTES = 1 << 18;

  /** What is compressed. */
  @Param({"json", "random"})
  public String kind;

  /** The length of each string in bytes. */
  @Param({"64", "4096", "262144"})
  public int length;

  private final LzfCompressor compressor = new LzfCompressor();
  private final byte[] target = new byte[BYTES];
  private byte[] in;

  /** Makes the bytes. */
  @Setup
  public void fill() {
    in = PackedStrings.json(BYTES, 1);
    if (kind.equals("random")) {
      new Random(1).nextBytes(in);
    }
  }

  /** The time for one byte. */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public int compress() {
    int size = 0;
    for (int at = 0; at < BYTES; at += length) {
      size += compressor.compress(in, at, length, target, 0, length - 4);
    }
    return size;
  }
}
