package org.aofkit.compact;

import java.time.Instant;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Compaction} makes of a log.
 *
 * @param server whose rules hold for what is read: who wrote the log, or would load it
 * @param databases how many it has, 1 or more
 * @param threads how many make records side by side, 1 or more
 * @param target who will load the result
 * @param dropUnsupported whether what the target cannot express is left out; otherwise nothing is
 *     written if there is any
 * @param dropExpired keys and fields whose deadline is at this time or before it are left out; null
 *     keeps them all, as servers keep them in a base. What carried commands need is kept always.
 * @param form in which the keys are written
 * @param unsupported is told everything that the target cannot express, before the first byte is
 *     written; from one thread at a time
 */
public record CompactOptions(
    Server server,
    int databases,
    int threads,
    CompactTarget target,
    boolean dropUnsupported,
    @Nullable Instant dropExpired,
    BaseForm form,
    UnsupportedListener unsupported) {

  /** Checks the ranges. */
  public CompactOptions {
    if (databases < 1 || threads < 1) {
      throw new IllegalArgumentException(databases + " databases, " + threads + " threads");
    }
  }

  /** An image for the server that wrote the log, with all there is in it. */
  public static CompactOptions of(Server server, int databases, int threads) {
    return new CompactOptions(
        server,
        databases,
        threads,
        CompactTarget.of(server),
        false,
        null,
        BaseForm.IMAGE,
        found -> {});
  }

  /** The same for another server. */
  public CompactOptions withTarget(CompactTarget newTarget) {
    return new CompactOptions(
        server, databases, threads, newTarget, dropUnsupported, dropExpired, form, unsupported);
  }

  /** The same, with or without what the target cannot express. */
  public CompactOptions withDropUnsupported(boolean isDropped) {
    return new CompactOptions(
        server, databases, threads, target, isDropped, dropExpired, form, unsupported);
  }

  /**
   * The same without keys and fields that have expired.
   *
   * @param time at which; null keeps them
   */
  public CompactOptions withDropExpired(@Nullable Instant time) {
    return new CompactOptions(
        server, databases, threads, target, dropUnsupported, time, form, unsupported);
  }

  /** The same in another form. */
  public CompactOptions withForm(BaseForm newForm) {
    return new CompactOptions(
        server, databases, threads, target, dropUnsupported, dropExpired, newForm, unsupported);
  }

  /** The same with somebody who is told what the target cannot express. */
  public CompactOptions withUnsupported(UnsupportedListener listener) {
    return new CompactOptions(
        server, databases, threads, target, dropUnsupported, dropExpired, form, listener);
  }
}
