package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.RdbType;

/** Writes the groups of a stream as they are told, and checks that all that was said comes. */
final class StreamGroups implements StreamData.GroupSink {
  private final RdbOutput out;
  private final RdbStringWriter strings;
  private final boolean hasCounters;
  private final boolean hasActiveTimes;
  private long groups;
  private long pending;
  private boolean consumersCounted = true;
  private long consumers;
  private long pendingOfGroup;
  private long pendingOfConsumer;

  StreamGroups(RdbOutput out, RdbStringWriter strings, RdbTarget target, long groups) {
    this.out = out;
    this.strings = strings;
    this.hasCounters = target.streamType() != RdbType.STREAM_1;
    this.hasActiveTimes = target.streamType() == RdbType.STREAM_3;
    this.groups = groups;
  }

  @Override
  public void group(byte[] name, StreamId lastDelivered, long entriesRead, long pendingCount)
      throws IOException {
    closeGroup();
    require(groups-- > 0, "groups");
    strings.bytes(name);
    out.putLength(lastDelivered.ms());
    out.putLength(lastDelivered.seq());
    if (hasCounters) {
      out.putLength(entriesRead);
    }
    out.putLength(pendingCount);
    pending = pendingCount;
    pendingOfGroup = pendingCount;
    consumersCounted = false;
  }

  @Override
  public void pending(long ms, long seq, long deliveredMs, long deliveries) throws IOException {
    require(pending-- > 0, "pending entries");
    putRawId(ms, seq);
    out.putLittleEndian(deliveredMs, Long.BYTES);
    out.putLength(deliveries);
  }

  @Override
  public void consumers(long count) throws IOException {
    require(pending == 0 && !consumersCounted, "pending entries");
    out.putLength(count);
    consumers = count;
    consumersCounted = true;
  }

  @Override
  public void consumer(byte[] name, long seenMs, long activeMs, long pendingCount)
      throws IOException {
    require(pendingOfConsumer == 0, "pending entries of a consumer");
    require(consumersCounted && consumers-- > 0, "consumers");
    strings.bytes(name);
    out.putLittleEndian(seenMs, Long.BYTES);
    if (hasActiveTimes) {
      out.putLittleEndian(activeMs, Long.BYTES);
    }
    out.putLength(pendingCount);
    pendingOfConsumer = pendingCount;
  }

  @Override
  public void pendingOfConsumer(long ms, long seq) throws IOException {
    require(pendingOfConsumer-- > 0, "pending entries of a consumer");
    require(pendingOfGroup-- > 0, "pending entries of all consumers");
    putRawId(ms, seq);
  }

  /** Checks that nothing is missing. */
  void end() {
    closeGroup();
    require(groups == 0, "groups");
  }

  private void closeGroup() {
    require(pending == 0, "pending entries");
    require(consumersCounted && consumers == 0, "consumers");
    require(pendingOfConsumer == 0, "pending entries of a consumer");
    // A pending entry without a consumer makes servers crash when they are asked for it.
    require(pendingOfGroup == 0, "pending entries of all consumers");
  }

  private void putRawId(long ms, long seq) throws IOException {
    out.putBigEndian(ms, Long.BYTES);
    out.putBigEndian(seq, Long.BYTES);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(
          "the stream told another number of " + what + " than it said");
    }
  }
}
