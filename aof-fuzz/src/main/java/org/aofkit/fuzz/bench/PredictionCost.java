package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The two sides of {@link PredictionBenchmark} without JMH: as a process of its own, cold, or
 * repeated, in CPU time of the thread that does it. What else the machine does moves that less than
 * the clock.
 */
public final class PredictionCost {
  private static final double MILLION = 1_000_000;

  private PredictionCost() {}

  /**
   * {@code PredictionCost frames|check FILE [REPETITIONS]}; prints the least and the median
   * milliseconds of the last two thirds of the repetitions, of which there is 1 by default.
   */
  public static void main(String[] args) throws IOException {
    PredictionBenchmark benchmark = new PredictionBenchmark(Path.of(args[1]));
    int repetitions = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    boolean frames = args[0].equals("frames");
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] times = new long[repetitions];
    for (int i = 0; i < repetitions; i++) {
      long before = threads.getCurrentThreadCpuTime();
      if (frames) {
        benchmark.bareScan();
      } else {
        benchmark.check();
      }
      times[i] = threads.getCurrentThreadCpuTime() - before;
    }
    long[] warm = Arrays.copyOfRange(times, repetitions / 3, repetitions);
    Arrays.sort(warm);
    System.out.println(
        args[0] + ": " + warm[0] / MILLION + ", median " + warm[warm.length / 2] / MILLION);
  }
}
