package org.aofkit.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.aofkit.io.BorrowedSource;
import org.aofkit.io.ByteSource;

/**
 * Asks before each read whether to go on. For what reads a whole file without a pause; closing it
 * leaves the source behind it open.
 */
public final class CancellableSource extends BorrowedSource {
  private final BooleanSupplier cancelled;

  /**
   * Borrows a source.
   *
   * @param cancelled once it says yes, reading ends with a {@link CancellationException}
   */
  public CancellableSource(ByteSource source, BooleanSupplier cancelled) {
    super(source);
    this.cancelled = cancelled;
  }

  @Override
  public int read(long offset, ByteBuffer dst) throws IOException {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
    return source().read(offset, dst);
  }
}
