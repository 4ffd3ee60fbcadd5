package org.aofkit.check;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.aof.CommandProbe;

/**
 * The runs of commands in a stretch of a file. Those inside of lying values could be walked again
 * for each of thousands of them; so they are remembered, and from one place on it is known of every
 * offset whether a run carries over it.
 */
final class CommandRuns {
  private final BlockReader bytes;
  private final Candidates candidates;

  // The runs found in [from, to), from their first command to where they break.
  private final TreeMap<Long, Long> runs = new TreeMap<>();
  private long runsFrom = -1;
  private long runsTo = -1;
  private long openRun = -1;

  /** Borrows both. */
  CommandRuns(BlockReader bytes, Candidates candidates) {
    this.bytes = bytes;
    this.candidates = candidates;
  }

  /** Whether some run of commands that begins at or behind {@code from} carries on past an end. */
  boolean carryPast(long from, long end) throws IOException {
    if (runsFrom < 0 || from < runsFrom || from > runsTo) {
      runs.clear();
      openRun = -1;
      runsFrom = from;
      runsTo = from;
    }
    extend(end);
    Map.Entry<Long, Long> run = runs.floorEntry(end);
    return run != null && run.getKey() >= from && run.getValue() > end
        || openRun >= from && openRun <= end && runsTo > end;
  }

  /** Finds the runs up to an offset; the last one may carry on past it. */
  private void extend(long past) throws IOException {
    while (runsTo <= past) {
      if (openRun < 0) {
        openNext(past);
        continue;
      }
      long end = candidates.end(runsTo);
      if (end > runsTo) {
        runsTo = end;
      } else {
        runs.put(openRun, runsTo);
        openRun = -1;
        runsTo++;
      }
    }
  }

  private void openNext(long past) throws IOException {
    long mark = bytes.nextMark(runsTo, past + 1);
    if (mark < 0) {
      runsTo = past + 1;
      return;
    }
    long end = bytes.at(mark) == '*' ? candidates.end(mark) : CommandProbe.NONE;
    openRun = end > mark ? mark : -1;
    runsTo = end > mark ? end : mark + 1;
  }
}
