package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.aofkit.io.BorrowedSource;
import org.aofkit.io.ByteSource;
import org.aofkit.io.Window;

/** A source that tells how far it was read, and stops being read once the check is cancelled. */
final class WatchedSource extends BorrowedSource {
  private final LongConsumer progress;
  private final BooleanSupplier cancelled;
  private long furthest;

  /** Borrows the source. */
  WatchedSource(ByteSource source, LongConsumer progress, BooleanSupplier cancelled) {
    super(source);
    this.progress = progress;
    this.cancelled = cancelled;
  }

  @Override
  public int read(long offset, ByteBuffer dst) throws IOException {
    watch(offset);
    return source().read(offset, dst);
  }

  @Override
  public Window window(long offset, int length) throws IOException {
    watch(offset);
    return source().window(offset, length);
  }

  private synchronized void watch(long offset) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
    if (offset > furthest) {
      furthest = offset;
      progress.accept(offset);
    }
  }
}
