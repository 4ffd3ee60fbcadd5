package org.aofkit.fuzz.rdb;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.rdb.RdbReader;
import org.jspecify.annotations.Nullable;

/**
 * What the reader of RDB images promises of any bytes: an end, no more work and no more memory than
 * their size allows, and the same result in every way of reading.
 */
public final class ReadPromises {
  /** How many ways of reading there are. */
  public static final int VARIANTS = 4;

  private static final int LEAST_BUFFER = 64;
  private static final int SMALL_BUFFER = 4096;

  /** What the fixed buffers of one reading take; none of it depends on the file. */
  private static final long BUFFERS = 2 << 20;

  /** Bytes allocated for a byte of the file: a short record makes objects for its texts. */
  private static final long ALLOCATED_PER_BYTE = 200;

  /** An LZF stream of three bytes expands to 264, each of which may be an element. */
  private static final long EVENTS_PER_BYTE = 100;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ReadPromises() {}

  /**
   * What reading some bytes has shown.
   *
   * @param complaint the promise that was broken; empty if none was
   * @param deep the image, looked at closely
   * @param allocated bytes that were allocated on the heap for one reading
   * @param events how often something was told
   */
  public record Reading(String complaint, RdbImage deep, long allocated, long events) {}

  /**
   * Reads bytes as an image three times.
   *
   * @param bytes any bytes
   * @param variant from 0 to below {@link #VARIANTS}: which buffers are used
   */
  public static Reading read(byte[] bytes, int variant) throws IOException {
    boolean isSmallest = variant == 0;
    RdbOptions options = new RdbOptions(isSmallest ? LEAST_BUFFER : SMALL_BUFFER, false);
    var source = new CountingSource(bytes);
    var handler = new ConsumingHandler();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    RdbImage told = RdbReader.read(source, 0, options, RdbDepth.DEEP, handler);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    var quiet = new CountingSource(bytes);
    RdbOptions others = variant % 2 == 0 ? RdbOptions.forDump() : options;
    RdbImage deep = RdbReader.read(quiet, 0, others, RdbDepth.DEEP, null);
    RdbImage step = RdbReader.read(new CountingSource(bytes), 0, options, RdbDepth.STEP, null);
    String complaint =
        difference(told, deep, isSmallest)
            + complaint(bytes, deep, step)
            + limits(bytes.length, allocated, handler, quiet);
    return new Reading(complaint, deep, allocated, handler.events());
  }

  private static String limits(
      long size, long allocated, ConsumingHandler handler, CountingSource quiet) {
    if (allocated > BUFFERS + ALLOCATED_PER_BYTE * size) {
      return "allocated " + allocated + " bytes for " + size;
    }
    if (handler.events() > EVENTS_PER_BYTE * size) {
      return handler.events() + " events for " + size + " bytes";
    }
    if (quiet.bytes() > 4 * size) {
      return "read " + quiet.bytes() + " bytes of " + size;
    }
    return "";
  }

  /**
   * In which way the result depends on who listens, or on the size of the buffer; empty if it does
   * not. Where all servers refuse a record, this may decide which of several reasons is met first;
   * and with the smallest buffer, members that do not lie in it together are not compared.
   */
  private static String difference(RdbImage told, RdbImage deep, boolean isSmallest) {
    if (told.keys() != deep.keys()
        || told.end() != deep.end()
        || told.checksum() != deep.checksum()
        || kind(told) != kind(deep)) {
      return "not the same when told: " + told.problem() + " and " + deep.problem();
    }
    boolean isStopped = told.problem() != null && kind(told) != RdbProblem.Kind.CHECKSUM;
    if (isStopped) {
      return "";
    }
    boolean isSame =
        told.acceptedBy() == deep.acceptedBy()
            && told.acceptedSanitized() == deep.acceptedSanitized()
            && (isSmallest || told.damages().equals(deep.damages()))
            && (isSmallest || told.damageCount() == deep.damageCount())
            && told.obstacles().equals(deep.obstacles())
            && String.valueOf(told.problem()).equals(String.valueOf(deep.problem()));
    return isSame ? "" : "not the same when told: " + told.damages() + " and " + deep.damages();
  }

  private static RdbProblem.@Nullable Kind kind(RdbImage image) {
    RdbProblem problem = image.problem();
    return problem == null ? null : problem.kind();
  }

  /** What is wrong with these results of two depths; empty if nothing. */
  private static String complaint(byte[] bytes, RdbImage deep, RdbImage step) {
    RdbProblem problem = deep.problem();
    if (problem == null && step.problem() != null) {
      return "stepping sees more: " + step.problem();
    }
    if (problem != null && (problem.offset() < 0 || problem.offset() > bytes.length)) {
      return "a problem outside of the file: " + problem;
    }
    if (deep.end() > bytes.length) {
      return "the end is outside of the file: " + deep.end();
    }
    if ((deep.acceptedSanitized() & ~deep.acceptedBy()) != 0) {
      return "sanitizing accepts more: " + deep.obstacles();
    }
    if (problem == null && (deep.acceptedBy() & ~step.acceptedBy()) != 0) {
      return "a close look accepts more: " + step.obstacles();
    }
    boolean isInside =
        deep.damages().stream().allMatch(d -> d.offset() >= 0 && d.offset() < bytes.length);
    return isInside ? "" : "damage outside of the file: " + deep.damages();
  }
}
