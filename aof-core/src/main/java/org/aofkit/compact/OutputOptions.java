package org.aofkit.compact;

import java.time.Instant;
import java.util.Optional;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * For whom, and in which form, a {@link Compaction} writes.
 *
 * @param target who will load the result; empty: the server whose rules hold for what is read
 * @param dropUnsupported whether what the target cannot express is left out; otherwise nothing is
 *     written if there is any
 * @param dropExpired keys and fields whose deadline is at this time or before it are left out; null
 *     keeps them all, as servers keep them in a base. What carried commands need is kept always.
 * @param form in which the keys are written
 * @param isFormGiven whether somebody wanted this form; else another one may be taken that more
 *     servers load
 * @param unsupported is told everything that the target cannot express, before the first byte is
 *     written; by one thread at a time
 */
public record OutputOptions(
    Optional<CompactTarget> target,
    boolean dropUnsupported,
    @Nullable Instant dropExpired,
    BaseForm form,
    boolean isFormGiven,
    UnsupportedListener unsupported) {
  /** An image for the server that wrote the log, with all there is in it. */
  public static final OutputOptions DEFAULT =
      new OutputOptions(Optional.empty(), false, null, BaseForm.IMAGE, false, found -> {});

  /** The same for this server. */
  public OutputOptions withTarget(CompactTarget newTarget) {
    return new OutputOptions(
        Optional.of(newTarget), dropUnsupported, dropExpired, form, isFormGiven, unsupported);
  }

  /** The same, with or without what the target cannot express. */
  public OutputOptions withDropUnsupported(boolean isDropped) {
    return new OutputOptions(target, isDropped, dropExpired, form, isFormGiven, unsupported);
  }

  /**
   * The same without keys and fields that have expired.
   *
   * @param time at which; null keeps them
   */
  public OutputOptions withDropExpired(@Nullable Instant time) {
    return new OutputOptions(target, dropUnsupported, time, form, isFormGiven, unsupported);
  }

  /** The same in another form. */
  public OutputOptions withForm(BaseForm newForm) {
    return new OutputOptions(target, dropUnsupported, dropExpired, newForm, true, unsupported);
  }

  /** The same in another form, which was chosen and not given. */
  OutputOptions inForm(BaseForm newForm) {
    return new OutputOptions(
        target, dropUnsupported, dropExpired, newForm, isFormGiven, unsupported);
  }

  /** The same with somebody who is told what the target cannot express. */
  public OutputOptions withUnsupported(UnsupportedListener listener) {
    return new OutputOptions(target, dropUnsupported, dropExpired, form, isFormGiven, listener);
  }

  /** The target, where the log is that of this server. */
  public CompactTarget targetOf(Server server) {
    return target.orElseGet(() -> CompactTarget.of(server));
  }
}
