package org.aofkit.fuzz.kill;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;

/**
 * Appends batches to a directory until it is killed, and says of each when it was acknowledged. The
 * n-th batch is the same in every process.
 */
public final class AppendProcess {
  private static final int ROTATION = 50;
  private static final int TRANSACTION = 7;
  private static final int LARGE = 5;
  private static final int SYNC = 16;
  private static final int LARGE_VALUE = 400_000;
  private static final int DATABASES = 3;

  private AppendProcess() {}

  /**
   * Appends without end.
   *
   * @param args the directory, the fsync policy, and the number of the first batch
   */
  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    AofWriterOptions options =
        AofWriterOptions.defaults()
            .withFsync(FsyncPolicy.valueOf(args[1]))
            .withTimestamps(args[1].equals("EVERYSEC"));
    // Straight to the pipe: what is acknowledged must be known when the process is gone.
    OutputStream told = new FileOutputStream(FileDescriptor.out);
    try (AofWriter writer = AofWriter.open(dir, CheckOptions.defaults(), options)) {
      for (long n = Long.parseLong(args[2]); ; n++) {
        writer.append(batch(n));
        told.write(ByteBuffer.allocate(Long.BYTES).putLong(n).array());
        if (n % SYNC == 0) {
          writer.sync();
        }
        if (n % ROTATION == 0) {
          writer.rotate();
        }
      }
    }
  }

  /** The database of the n-th batch. */
  static int database(long n) {
    return (int) (n % DATABASES);
  }

  /** The keys that the n-th batch sets, and their values. */
  static Map<String, String> keys(long n) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("a:" + n, "value " + n);
    if (isTransaction(n)) {
      keys.put("b:" + n, "other " + n);
    }
    if (n % LARGE == 0) {
      keys.put("c:" + n, (n + ".").repeat(LARGE_VALUE / 2).substring(0, LARGE_VALUE));
    }
    return keys;
  }

  /** Whether all of the n-th batch is there or nothing. */
  static boolean isTransaction(long n) {
    return n % TRANSACTION == 0;
  }

  private static CommandBatch batch(long n) {
    CommandBatch batch = new CommandBatch();
    if (isTransaction(n)) {
      batch.multi(database(n));
    }
    keys(n).forEach((key, value) -> batch.add(database(n), "SET", key, value));
    return isTransaction(n) ? batch.exec() : batch;
  }
}
