package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
 * Ways to walk from header to header, without files, windows or results: what the tricks of the
 * scanner's fast loop are worth. Over 4 MiB of well-formed commands; operations a second times the
 * size is bytes a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderBenchmark {
  private static final int SIZE = 4 << 20;
  private static final int MARGIN = 32;

  private static final long BOTH = 0x0a0d_3024_0a0d_302aL;
  private static final long BOTH_MASK = 0xffff_f0ff_ffff_f0ffL;
  private static final long LENGTH_1 = 0x0a0d_3024_0a0dL;
  private static final long LENGTH_1_MASK = 0xffff_f0ff_ffffL;
  private static final long LENGTH_2 = 0x0a_0d30_3024_0a0dL;
  private static final long LENGTH_2_MASK = 0xff_fff0_f0ff_ffffL;
  private static final long LENGTH_2_SIX = 0x6_0600_0000L;

  /** What the commands are. */
  @Param({"MIX", "SMALL"})
  public AofFiles.Shape shape = AofFiles.Shape.MIX;

  private ByteBuffer commands = ByteBuffer.allocateDirect(0);

  /** Makes the commands. */
  @Setup
  public void makeCommands() throws IOException {
    Path file = Files.createTempFile("headers", ".aof");
    try {
      AofFiles.write(file, shape, SIZE, 1);
      commands = ByteBuffer.allocateDirect((int) Files.size(file) + MARGIN);
      try (FileChannel channel = FileChannel.open(file)) {
        while (channel.read(commands) > 0) {
          continue;
        }
      }
    } finally {
      Files.delete(file);
    }
    commands = commands.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads every number digit by digit. */
  @Benchmark
  public int digitByDigit() {
    ByteBuffer bytes = commands;
    int end = bytes.capacity() - MARGIN;
    int at = 0;
    int frames = 0;
    while (at < end) {
      int arguments = 0;
      int digit = bytes.get(++at) - '0';
      do {
        arguments = arguments * 10 + digit;
        digit = bytes.get(++at) - '0';
      } while (digit >= 0 && digit <= 9);
      at += 2;
      for (int n = 0; n < arguments; n++) {
        int length = 0;
        digit = bytes.get(++at) - '0';
        do {
          length = length * 10 + digit;
          digit = bytes.get(++at) - '0';
        } while (digit >= 0 && digit <= 9);
        at += 2 + length + 2;
      }
      frames++;
    }
    return frames;
  }

  /** Compares whole headers of one or two digits under a mask; the rest digit by digit. */
  @Benchmark
  public int maskCompare() {
    ByteBuffer bytes = commands;
    int end = bytes.capacity() - MARGIN;
    int at = 0;
    int frames = 0;
    while (at < end) {
      int arguments = count(bytes, at);
      int terminator = at + (arguments < 10 ? 2 : 3);
      for (int n = 0; n < arguments; n++) {
        terminator = behind(bytes, terminator, bytes.getLong(terminator), false);
      }
      at = terminator + 2;
      frames++;
    }
    return frames;
  }

  /** As {@link #maskCompare}, and makes sure that digits are digits. */
  @Benchmark
  public int maskCompareChecked() {
    ByteBuffer bytes = commands;
    int end = bytes.capacity() - MARGIN;
    int at = 0;
    int frames = 0;
    while (at < end) {
      int arguments = count(bytes, at);
      int terminator = at + (arguments < 10 ? 2 : 3);
      for (int n = 0; n < arguments; n++) {
        terminator = behind(bytes, terminator, bytes.getLong(terminator), true);
      }
      at = terminator + 2;
      frames++;
    }
    return frames;
  }

  /** As {@link #maskCompareChecked}, with count and first length in one load where it fits. */
  @Benchmark
  public int countAndLengthAtOnce() {
    ByteBuffer bytes = commands;
    int end = bytes.capacity() - MARGIN;
    int at = 0;
    int frames = 0;
    while (at < end) {
      long w = bytes.getLong(at);
      int arguments;
      int terminator;
      int n = 0;
      if ((w & BOTH_MASK) == BOTH) {
        arguments = (int) (w >>> 8) & 0xf;
        terminator = at + 8 + ((int) (w >>> 40) & 0xf);
        n = 1;
      } else {
        arguments = count(bytes, at);
        terminator = at + (arguments < 10 ? 2 : 3);
      }
      for (; n < arguments; n++) {
        terminator = behind(bytes, terminator, bytes.getLong(terminator), true);
      }
      at = terminator + 2;
      frames++;
    }
    return frames;
  }

  private static int count(ByteBuffer bytes, int at) {
    int first = bytes.get(at + 1) - '0';
    int second = bytes.get(at + 2) - '0';
    return second < 0 ? first : first * 10 + second;
  }

  /** The terminator of the argument whose header begins at the one before. */
  private static int behind(ByteBuffer bytes, int terminator, long w, boolean checked) {
    if ((w & LENGTH_2_MASK) == LENGTH_2
        && (!checked || (w + LENGTH_2_SIX & LENGTH_2_MASK) == LENGTH_2)) {
      return terminator + 7 + ((int) (w >>> 24) & 0xf) * 10 + ((int) (w >>> 32) & 0xf);
    }
    if ((w & LENGTH_1_MASK) == LENGTH_1) {
      return terminator + 6 + ((int) (w >>> 24) & 0xf);
    }
    int at = terminator + 3;
    int length = 0;
    for (int digit = bytes.get(at) - '0'; digit >= 0 && digit <= 9; ) {
      length = length * 10 + digit;
      digit = bytes.get(++at) - '0';
    }
    return at + 2 + length;
  }
}
