package org.aofkit.check;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.aofkit.io.IoMode;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What a check may be told. All settings have the servers' defaults.
 *
 * @param server the server to judge for; empty to find it out
 * @param databases how many databases the server is configured for
 * @param appendOnly the server's {@code appendonly}; with {@code false} it reads {@code dump.rdb}
 *     only
 * @param appendFilename the server's {@code appendfilename}; null to take it from the manifest that
 *     is found
 * @param appendDirname the server's {@code appenddirname}
 * @param dbFilename the server's {@code dbfilename}
 * @param ioMode how bytes are read
 * @param threads how many threads may scan; 1 or more
 * @param windowSize bytes of a window; 64 or more, rounded up to pages where mapped
 * @param progress told the bytes done so far, from time to time
 * @param cancelled asked from time to time; once it says yes the check ends with a {@link
 *     java.util.concurrent.CancellationException}
 * @param images what is told about RDB images
 */
public record CheckOptions(
    Optional<Server> server,
    int databases,
    boolean appendOnly,
    @Nullable String appendFilename,
    String appendDirname,
    String dbFilename,
    IoMode ioMode,
    int threads,
    int windowSize,
    LongConsumer progress,
    BooleanSupplier cancelled,
    ImageOptions images) {

  /** Listens to no progress and does not cancel. No lambdas: the JVM's first costs 10 ms. */
  private enum Nobody implements LongConsumer, BooleanSupplier {
    INSTANCE;

    @Override
    public void accept(long done) {
      // Nobody is interested.
    }

    @Override
    public boolean getAsBoolean() {
      return false;
    }
  }

  /** The servers' defaults, mapped windows of 16 MiB, two threads at most. */
  public static CheckOptions defaults() {
    return new CheckOptions(
        Optional.empty(),
        16,
        true,
        null,
        "appendonlydir",
        "dump.rdb",
        IoMode.MAP,
        Math.min(2, Runtime.getRuntime().availableProcessors()),
        16 << 20,
        Nobody.INSTANCE,
        Nobody.INSTANCE);
  }

  /** With the defaults for RDB images. */
  public CheckOptions(
      Optional<Server> server,
      int databases,
      boolean appendOnly,
      @Nullable String appendFilename,
      String appendDirname,
      String dbFilename,
      IoMode ioMode,
      int threads,
      int windowSize,
      LongConsumer progress,
      BooleanSupplier cancelled) {
    this(
        server,
        databases,
        appendOnly,
        appendFilename,
        appendDirname,
        dbFilename,
        ioMode,
        threads,
        windowSize,
        progress,
        cancelled,
        ImageOptions.defaults());
  }

  /** The same with another progress. */
  public CheckOptions withProgress(LongConsumer other) {
    return new CheckOptions(
        server,
        databases,
        appendOnly,
        appendFilename,
        appendDirname,
        dbFilename,
        ioMode,
        threads,
        windowSize,
        other,
        cancelled,
        images);
  }

  /** The same, but with positional reads. */
  CheckOptions withReads() {
    return new CheckOptions(
        server,
        databases,
        appendOnly,
        appendFilename,
        appendDirname,
        dbFilename,
        IoMode.READ,
        threads,
        windowSize,
        progress,
        cancelled,
        images);
  }

  /** The same for this server. */
  public CheckOptions withServer(Server other) {
    return new CheckOptions(
        Optional.of(other),
        databases,
        appendOnly,
        appendFilename,
        appendDirname,
        dbFilename,
        ioMode,
        threads,
        windowSize,
        progress,
        cancelled,
        images);
  }

  /** The same, but told this about RDB images. */
  public CheckOptions withImages(ImageOptions other) {
    return new CheckOptions(
        server,
        databases,
        appendOnly,
        appendFilename,
        appendDirname,
        dbFilename,
        ioMode,
        threads,
        windowSize,
        progress,
        cancelled,
        other);
  }
}
