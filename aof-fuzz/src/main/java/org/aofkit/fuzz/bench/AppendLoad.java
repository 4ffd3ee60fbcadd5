package org.aofkit.fuzz.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.server.Server;

/**
 * Appends the commands that {@code redis-benchmark -t set} sends to a new directory, without an
 * fsync: {@code AppendLoad DIRECTORY COMMANDS VALUE_BYTES BATCH}. Keys are {@code key:} and twelve
 * digits, of a million.
 */
public final class AppendLoad {
  private static final int KEYS = 1_000_000;
  private static final byte[] PREFIX = "key:000000000000".getBytes(US_ASCII);

  private final SplittableRandom random = new SplittableRandom(1);
  private final byte[] key = PREFIX.clone();
  private final ByteBuffer[] set;

  /** Commands that set values of so many bytes. */
  AppendLoad(int valueBytes) {
    byte[] value = new byte[valueBytes];
    Arrays.fill(value, (byte) 'x');
    ByteBuffer direct = ByteBuffer.allocateDirect(valueBytes).put(value).flip();
    set =
        new ByteBuffer[] {ByteBuffer.wrap("SET".getBytes(US_ASCII)), ByteBuffer.wrap(key), direct};
  }

  /** Writes a directory. */
  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    long commands = Long.parseLong(args[1]);
    AppendLoad load = new AppendLoad(Integer.parseInt(args[2]));
    int size = Integer.parseInt(args[3]);
    try (AofWriter writer = open(dir)) {
      CommandBatch batch = new CommandBatch();
      for (long left = commands; left > 0; left -= size) {
        load.append(writer, batch, (int) Math.min(size, left));
      }
    }
  }

  /** A writer into a new directory. */
  static AofWriter open(Path dir) throws IOException {
    try (AofDirectoryWriter fresh = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      fresh.finish();
    }
    return AofWriter.open(
        dir, CheckOptions.defaults(), AofWriterOptions.defaults().withFsync(FsyncPolicy.NO));
  }

  /** Appends one batch. */
  void append(AofWriter writer, CommandBatch batch, int commands) throws IOException {
    batch.clear();
    for (int i = 0; i < commands; i++) {
      int number = random.nextInt(KEYS);
      for (int at = key.length - 1; at >= key.length - 6; at--) {
        key[at] = (byte) ('0' + number % 10);
        number /= 10;
      }
      batch.add(0, set);
    }
    writer.append(batch);
  }
}
