package org.aofkit.fuzz.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SplittableRandom;
import org.aofkit.resp.RespEncoder;

/**
 * Writes logs to measure with: commands as Redis 7 logs them, behind a {@code SELECT 0}. The same
 * arguments give the same bytes.
 */
public final class AofFiles {
  /** What a log is made of. */
  public enum Shape {
    /** Some 190 bytes a command: strings, hashes, lists, sorted sets, sets, counters, deadlines. */
    MIX,
    /** Some 70 bytes a command: short strings and counters. */
    SMALL,
    /** Strings of 1 to 7 KiB, 4 KiB on average. */
    BIG;

    /** The file's name. */
    public String fileName() {
      return name().toLowerCase(Locale.ROOT) + ".aof";
    }
  }

  private static final int LONGEST_COMMAND = 1 << 14;
  private static final long BENCHMARK_SIZE = 1_000_000_000;
  private static final int KEYS = 3_000_000;
  private static final byte[] ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_".getBytes(US_ASCII);

  private final ByteBuffer out = ByteBuffer.allocate(1 << 20);
  private final SplittableRandom random;
  private final byte[] filler = new byte[1 << 16];

  private AofFiles(long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < filler.length; i++) {
      filler[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    // Values are binary, and a scanner that trips over line ends in them should be seen to.
    for (int i = 0; i < filler.length; i += 509) {
      filler[i] = '\r';
      filler[i + 1] = '\n';
      filler[i + 2] = (byte) (i % 2 == 0 ? '$' : '*');
    }
  }

  /**
   * Writes all three files: {@code AofFiles DIRECTORY [BYTES [SEED]]}. The default is 1 GiB each.
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    long size = args.length > 1 ? Long.parseLong(args[1]) : 1L << 30;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    for (Shape shape : Shape.values()) {
      write(directory.resolve(shape.fileName()), shape, size, seed);
    }
  }

  /**
   * The file of 10^9 bytes that benchmarks share, in the directory that the system property {@code
   * aofkit.bench} names; made unless it is there.
   */
  static Path forBenchmark(Shape shape) throws IOException {
    String temporary = System.getProperty("java.io.tmpdir");
    Path directory =
        Files.createDirectories(Path.of(System.getProperty("aofkit.bench", temporary)));
    Path file = directory.resolve("scanner-" + shape.fileName());
    if (!Files.exists(file) || Files.size(file) < BENCHMARK_SIZE) {
      write(file, shape, BENCHMARK_SIZE, 1);
    }
    return file;
  }

  /**
   * Writes one file, over what is there.
   *
   * @param size bytes to reach; the file ends with the first whole command that reaches it
   */
  public static void write(Path file, Shape shape, long size, long seed) throws IOException {
    new AofFiles(seed).write(file, shape, size);
  }

  private void write(Path file, Shape shape, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      out.put(RespEncoder.select(0));
      long written = 0;
      while (written + out.position() < size) {
        switch (shape) {
          case MIX -> mixed();
          case SMALL -> small();
          case BIG -> set(1024 + random.nextInt(6145));
        }
        if (out.remaining() < LONGEST_COMMAND) {
          written += flush(channel);
        }
      }
      flush(channel);
    }
  }

  private int flush(FileChannel channel) throws IOException {
    out.flip();
    int count = out.remaining();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    out.clear();
    return count;
  }

  private void mixed() {
    int dice = random.nextInt(100);
    if (dice < 40) {
      set(20 + random.nextInt(480));
    } else if (dice < 60) {
      int fields = 1 + random.nextInt(5);
      begin("HSET", 1 + 2 * fields, "user:");
      for (int i = 0; i < fields; i++) {
        text("field" + random.nextInt(20));
        value(4 + random.nextInt(40));
      }
    } else if (dice < 70) {
      int elements = 1 + random.nextInt(4);
      begin("RPUSH", 1 + elements, "queue:");
      for (int i = 0; i < elements; i++) {
        value(20 + random.nextInt(60));
      }
    } else if (dice < 80) {
      begin("ZADD", 3, "board:");
      text(Integer.toString(random.nextInt(100_000)));
      text("member:" + random.nextInt(1_000_000));
    } else if (dice < 88) {
      begin("INCR", 1, "counter:");
    } else if (dice < 92) {
      begin("SADD", 2, "tags:");
      value(6 + random.nextInt(20));
    } else if (dice < 96) {
      begin("PEXPIREAT", 2, "session:");
      text(Long.toString(4_102_444_800_000L + random.nextInt(1_000_000_000)));
    } else {
      begin("DEL", 1, "session:");
    }
  }

  private void small() {
    if (random.nextInt(10) == 0) {
      begin("INCR", 1, "counter:");
    } else {
      set(16 + random.nextInt(24));
    }
  }

  private void set(int length) {
    begin("SET", 2, "key:");
    value(length);
  }

  private void begin(String name, int further, String prefix) {
    RespEncoder.putCount(out, 1 + further);
    text(name);
    text(prefix + random.nextInt(KEYS));
  }

  private void text(String text) {
    RespEncoder.putArgument(out, text.getBytes(US_ASCII));
  }

  private void value(int length) {
    RespEncoder.putLength(out, length);
    out.put(filler, random.nextInt(filler.length - length), length);
    out.put((byte) '\r').put((byte) '\n');
  }
}
