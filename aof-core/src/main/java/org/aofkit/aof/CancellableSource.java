package org.aofkit.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.aofkit.io.ByteSource;

/**
 * Asks before each read whether to go on. For what reads a whole file without a pause; closing it
 * leaves the source behind it open.
 */
public final class CancellableSource implements ByteSource {
  private final ByteSource source;
  private final BooleanSupplier cancelled;

  /**
   * Borrows a source.
   *
   * @param cancelled once it says yes, reading ends with a {@link CancellationException}
   */
  public CancellableSource(ByteSource source, BooleanSupplier cancelled) {
    this.source = source;
    this.cancelled = cancelled;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public int read(long offset, ByteBuffer dst) throws IOException {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
    return source.read(offset, dst);
  }

  @Override
  public void close() {
    // It is borrowed.
  }
}
