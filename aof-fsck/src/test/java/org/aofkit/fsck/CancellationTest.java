package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CancellationTest {
  private final Cancellation cancellation = new Cancellation();

  @Test
  void aSignalWaitsForTheRunAndTakesItsExitCode() throws Exception {
    CompletableFuture<Integer> signal = signal();
    while (!cancellation.isRequested()) {
      Thread.onSpinWait();
    }
    assertThat(signal).isNotDone();

    cancellation.finished(1);

    assertThat(signal.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void aSignalDoesNotWaitForARunThatWaitsForInput() throws Exception {
    cancellation.waitingForInput(true);

    assertThat(signal().get(10, TimeUnit.SECONDS)).isEqualTo(ExitCode.CANCELLED);
  }

  private CompletableFuture<Integer> signal() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return cancellation.cancelAndWait();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
