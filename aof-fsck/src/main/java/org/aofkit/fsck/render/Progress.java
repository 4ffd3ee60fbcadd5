package org.aofkit.fsck.render;

import java.io.PrintStream;
import java.util.function.LongConsumer;

/**
 * One line on a terminal that says how far a scan is, redrawn at most ten times a second. May be
 * told by several threads.
 */
public final class Progress implements LongConsumer, AutoCloseable {
  private static final long INTERVAL = 100_000_000;

  private final PrintStream terminal;
  private final String what;
  private final long started = System.nanoTime();
  private long lastDrawn = started;
  private int drawn;

  /** Draws on {@code terminal}, which must be one. */
  public Progress(PrintStream terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  @Override
  public synchronized void accept(long bytesDone) {
    long now = System.nanoTime();
    if (now - lastDrawn < INTERVAL) {
      return;
    }
    lastDrawn = now;
    long perSecond = (long) (bytesDone / ((now - started) / 1e9));
    String line =
        what + ": " + Numbers.shortSize(bytesDone) + ", " + Numbers.shortSize(perSecond) + "/s";
    draw(line);
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    if (drawn > 0) {
      draw("");
      terminal.print('\r');
      terminal.flush();
    }
  }

  private void draw(String line) {
    StringBuilder text = new StringBuilder("\r").append(line);
    for (int i = line.length(); i < drawn; i++) {
      text.append(' ');
    }
    drawn = line.length();
    terminal.print(text);
    terminal.flush();
  }
}
