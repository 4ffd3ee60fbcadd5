package org.aofkit.rdb.write;

import java.io.IOException;

/** A stream: its entries that are not deleted, and what it has beside them. */
public interface StreamData {
  /** What stands beside the entries. */
  Head head();

  /**
   * Tells the entries in the order of their ids. The writer asks twice; the same is told each time.
   */
  void tellEntries(EntrySink sink) throws IOException;

  /**
   * Tells the groups, each with its consumers. The writer asks twice where the target may not be
   * able to express them; the same is told each time.
   */
  void tellGroups(GroupSink sink) throws IOException;

  /**
   * What a stream knows beside its entries and groups.
   *
   * @param last the id last given to an entry, which may be deleted by now
   * @param maxDeleted the highest id of an entry deleted; {@link StreamId#ZERO} if none was
   * @param entriesAdded how many entries were ever added
   * @param groups how many groups there are
   */
  record Head(StreamId last, StreamId maxDeleted, long entriesAdded, long groups) {}

  /** Takes entries. */
  @FunctionalInterface
  interface EntrySink {
    /**
     * Takes the id of the next entry; fields and values are then to be told by turns to what is
     * returned.
     *
     * @param fields how many fields there are, 1 or more
     */
    StringSink entry(long ms, long seq, int fields) throws IOException;
  }

  /**
   * Takes groups. After each {@link #group} come its pending entries, {@link #consumers} and its
   * consumers; after each consumer its pending entries.
   */
  interface GroupSink {
    /** Stands for the count of entries read where that is not known. */
    long UNKNOWN = -1;

    /** The active time of a consumer that never got an entry. */
    long NEVER = -1;

    /**
     * Takes a group.
     *
     * @param entriesRead how many entries it has read; {@link #UNKNOWN} if that is not known
     * @param pending how many pending entries follow, in the order of their ids
     */
    void group(byte[] name, StreamId lastDelivered, long entriesRead, long pending)
        throws IOException;

    /**
     * Takes an entry that was delivered and not acknowledged.
     *
     * @param deliveredMs when it was last delivered, in milliseconds since 1970
     * @param deliveries how often it was delivered
     */
    void pending(long ms, long seq, long deliveredMs, long deliveries) throws IOException;

    /** Takes how many consumers the group has. */
    void consumers(long count) throws IOException;

    /**
     * Takes a consumer.
     *
     * @param seenMs when it was last seen, in milliseconds since 1970
     * @param activeMs when it last got an entry, in milliseconds since 1970; {@link #NEVER}
     * @param pending how many of the group's pending entries are its own; they follow in order
     */
    void consumer(byte[] name, long seenMs, long activeMs, long pending) throws IOException;

    /** Takes a pending entry of the consumer. Each one of the group belongs to one consumer. */
    void pendingOfConsumer(long ms, long seq) throws IOException;
  }
}
