package org.aofkit.fsck;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether work should end now: because of a signal, or because its time is over. */
final class Stop implements BooleanSupplier {
  private final Cancellation cancellation;
  private final boolean limited;
  private final long deadline;

  Stop(Cancellation cancellation, Optional<Duration> limit) {
    this.cancellation = cancellation;
    this.limited = limit.isPresent();
    this.deadline = System.nanoTime() + limit.orElse(Duration.ZERO).toNanos();
  }

  @Override
  public boolean getAsBoolean() {
    return cancellation.isRequested() || limited && System.nanoTime() - deadline >= 0;
  }

  /** Whether it was a signal, not the time. */
  boolean isSignal() {
    return cancellation.isRequested();
  }
}
