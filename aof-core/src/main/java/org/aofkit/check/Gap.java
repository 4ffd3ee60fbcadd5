package org.aofkit.check;

import java.io.IOException;
import java.util.LinkedList;
import java.util.List;
import org.aofkit.aof.LogGap;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/**
 * A loss with the ends of its frames looked up.
 *
 * @param context the loss
 * @param end the first byte behind it
 * @param orphanEnd end of the EXEC whose MULTI is lost; the end of the file where that EXEC is torn
 *     or in a later file; -1 without one
 * @param knownAt from where on the database is known again; -1 for nowhere
 */
record Gap(LogGap context, long end, long orphanEnd, long knownAt) {
  /**
   * All losses of a file.
   *
   * @param prober a scanner over the file, which is moved
   * @param size of the file
   */
  static List<Gap> all(List<LogGap> losses, RespScanner prober, long size) throws IOException {
    FrameEnds ends = new FrameEnds(prober, size);
    LinkedList<Gap> gaps = new LinkedList<>();
    for (int i = losses.size() - 1; i >= 0; i--) {
      LogGap gap = losses.get(i);
      long end = gap.end() >= 0 ? gap.end() : ends.of(gap.lastFrame());
      long known = gap.knownBehind() ? ends.of(gap.known()) : gap.known();
      gaps.addFirst(new Gap(gap, end, orphanEnd(gap, gaps.peekFirst(), ends), known));
    }
    return List.copyOf(gaps);
  }

  private static long orphanEnd(LogGap gap, @Nullable Gap next, FrameEnds ends) throws IOException {
    if (gap.orphanExec() < 0) {
      return -1;
    }
    if (next != null && next.context().orphanExec() == gap.orphanExec()) {
      return next.orphanEnd();
    }
    // A damaged EXEC is the next gap.
    return next != null && gap.orphanExec() == next.context().offset()
        ? next.end()
        : ends.of(gap.orphanExec());
  }

  /** Looks up where a frame ends: with the file, if it is torn. */
  private record FrameEnds(RespScanner prober, long size) {
    long of(long frame) throws IOException {
      prober.seek(frame, Long.MAX_VALUE);
      return prober.next() == RespScanner.COMMAND ? prober.frameEnd() : size;
    }
  }
}
