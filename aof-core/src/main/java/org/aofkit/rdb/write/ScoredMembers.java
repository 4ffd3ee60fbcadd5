package org.aofkit.rdb.write;

import java.io.IOException;

/**
 * The members of a sorted set with their scores, each member once. Any order will do; servers write
 * big ones from the highest to the lowest rank, and load them fastest so. The writer asks twice.
 */
@FunctionalInterface
public interface ScoredMembers {
  /** Tells all members, the same in the same order each time. */
  void tellTo(Sink sink) throws IOException;

  /** Takes members. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a score; one string, the member, is then to be told to what is returned.
     *
     * @param score not NaN
     */
    StringSink member(double score) throws IOException;
  }
}
