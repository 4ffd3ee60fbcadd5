package org.aofkit.rdb.write;

/** Finds out, before anything is written, whether the target can express the groups of a stream. */
final class GroupLosses implements StreamData.GroupSink {
  private final Losses losses;

  GroupLosses(Losses losses) {
    this.losses = losses;
  }

  @Override
  public void group(byte[] name, StreamId lastDelivered, long entriesRead, long pending)
      throws CannotExpressException {
    if (entriesRead != UNKNOWN) {
      losses.canExpress(RdbFeature.STREAM_COUNTERS);
    }
  }

  @Override
  public void pending(long ms, long seq, long deliveredMs, long deliveries) {
    // Every target has these.
  }

  @Override
  public void consumers(long count) {
    // Every target has these.
  }

  @Override
  public void consumer(byte[] name, long seenMs, long activeMs, long pending)
      throws CannotExpressException {
    if (activeMs != seenMs) {
      losses.canExpress(RdbFeature.CONSUMER_ACTIVE_TIMES);
    }
  }

  @Override
  public void pendingOfConsumer(long ms, long seq) {
    // Every target has these.
  }
}
