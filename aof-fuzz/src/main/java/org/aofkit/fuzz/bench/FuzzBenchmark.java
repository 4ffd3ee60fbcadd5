package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.aofkit.fuzz.endless.FuzzTarget;
import org.aofkit.fuzz.endless.FuzzTargets;
import org.aofkit.fuzz.gen.Frames;
import org.aofkit.fuzz.gen.Mutation;
import org.aofkit.fuzz.gen.OddFrames;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many small damaged inputs a second one thread tries on the scanner's target: made, parsed by
 * the reference, scanned in two sizes of window, measured, and compared frame by frame.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class FuzzBenchmark {
  private static final int INPUTS = 1000;
  private static final int LONGEST = 256;
  private static final long SEED = 20261123;

  private final List<byte[]> frames = new ArrayList<>();
  private final Random random = new Random(SEED);
  private FuzzTarget target = input -> {};

  /** Makes sound and odd frames. */
  @Setup
  public void makeFrames() throws IOException {
    target = FuzzTargets.named("scanner");
    while (frames.size() < INPUTS) {
      byte[] frame = random.nextBoolean() ? Frames.any(random) : OddFrames.any(random);
      if (frame.length <= LONGEST) {
        frames.add(frame);
      }
    }
  }

  /** Damages each and tries it. */
  @Benchmark
  @OperationsPerInvocation(INPUTS)
  public void scannerInputs() throws IOException {
    for (byte[] frame : frames) {
      target.accept(Mutation.any(random).of(frame));
    }
  }
}
