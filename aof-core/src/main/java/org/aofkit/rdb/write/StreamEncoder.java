package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.RdbType;

/** Writes streams: nodes, then what stands beside the entries, then the groups. */
final class StreamEncoder {
  private final RdbOutput out;
  private final RdbStringWriter strings;
  private final RdbTarget target;
  private final Losses losses;

  StreamEncoder(RdbOutput out, RdbStringWriter strings, RdbTarget target, Losses losses) {
    this.out = out;
    this.strings = strings;
    this.target = target;
    this.losses = losses;
  }

  void write(RecordStart start, StreamData stream) throws IOException {
    var first = new StreamNodes(strings, target, false);
    stream.tellEntries(first);
    first.end();
    StreamData.Head head = stream.head();
    check(head, first);
    if (target.streamType() != RdbType.STREAM_3) {
      stream.tellGroups(new GroupLosses(losses));
    }
    boolean hasCounters = target.streamType() != RdbType.STREAM_1;
    start.type(target.streamType());
    out.putLength(first.nodes());
    if (first.nodes() > 0) {
      var second = new StreamNodes(strings, target, true);
      stream.tellEntries(second);
      second.end();
      Twice.check(first.nodes(), second.nodes());
      Twice.check(first.entries(), second.entries());
    }
    out.putLength(first.entries());
    putId(head.last());
    if (hasCounters) {
      putId(first.firstId());
      putId(head.maxDeleted());
      out.putLength(head.entriesAdded());
    }
    out.putLength(head.groups());
    var groups = new StreamGroups(out, strings, target, head.groups());
    stream.tellGroups(groups);
    groups.end();
  }

  private void check(StreamData.Head head, StreamNodes nodes) throws CannotExpressException {
    if (nodes.lastId().compareTo(head.last()) > 0) {
      throw new IllegalArgumentException(
          "the last id is " + head.last() + ", but there is an entry " + nodes.lastId());
    }
    boolean needsCounters =
        !head.maxDeleted().equals(StreamId.ZERO) || head.entriesAdded() != nodes.entries();
    if (needsCounters) {
      losses.canExpress(RdbFeature.STREAM_COUNTERS);
    }
  }

  private void putId(StreamId id) throws IOException {
    out.putLength(id.ms());
    out.putLength(id.seq());
  }
}
