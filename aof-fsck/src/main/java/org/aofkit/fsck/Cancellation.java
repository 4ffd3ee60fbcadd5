package org.aofkit.fsck;

import java.util.concurrent.CancellationException;

/**
 * Joins a run with the signal that may end it. The signal only asks; the run ends at the next place
 * where the files are whole, and says with which exit code. Safe for use by several threads.
 */
public final class Cancellation {
  private volatile boolean requested;
  private boolean waitingForInput;
  private int exitCode = -1;

  /** Whether the run should end. */
  public boolean isRequested() {
    return requested;
  }

  /** Ends the run here if it should end. */
  void check() {
    if (requested) {
      throw new CancellationException();
    }
  }

  /**
   * The run begins or ends to wait for input that may never come; nothing is under way meanwhile.
   */
  synchronized void waitingForInput(boolean waiting) {
    waitingForInput = waiting;
    notifyAll();
  }

  /** The run is over. */
  synchronized void finished(int code) {
    exitCode = code;
    notifyAll();
  }

  /** Asks the run to end and waits until it has; the exit code it ended with. */
  synchronized int cancelAndWait() throws InterruptedException {
    requested = true;
    while (exitCode < 0 && !waitingForInput) {
      wait();
    }
    return exitCode < 0 ? ExitCode.CANCELLED : exitCode;
  }

  /** Asks the run to end. */
  public void request() {
    requested = true;
  }
}
