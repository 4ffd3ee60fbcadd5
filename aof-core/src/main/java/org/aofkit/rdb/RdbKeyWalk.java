package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * Passes over the keys of an image that a server takes, each with the hash of its name and its
 * database. Values are only passed, but for those of the keys that are wanted: a server drops a
 * collection without elements, and then its key may come again.
 */
final class RdbKeyWalk implements RdbRepeats.Walk {
  private final ByteSource source;
  private final long start;
  private final long end;
  private final RdbOptions options;
  private final long now;
  private final RdbHash hash;

  private RdbRepeats.@Nullable Sink sink;
  private long keyHash;
  private long place;
  private boolean isWanted;

  /**
   * @param start where the image begins
   * @param end where to stop
   * @param now the time of the loading, in ms since 1970
   */
  RdbKeyWalk(ByteSource source, long start, long end, RdbOptions options, long now, RdbHash hash) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.options = options;
    this.now = now;
    this.hash = hash;
  }

  @Override
  public void each(RdbRepeats.Sink taker) throws IOException, RdbStop {
    sink = taker;
    RdbContext context = new RdbContext(source, start, options.bufferSize(), false, null, 0, true);
    context.isSkimmed = true;
    RdbRecords records = new RdbRecords(context, options.inAof());
    records.begin(this);
    boolean goOn = true;
    while (goOn && context.in.position() < end) {
      goOn = records.next(context.in.position());
      if (isWanted) {
        isWanted = false;
        if (records.outcome(now) != RdbOutcome.SKIPPED) {
          goOn &= taker.take(keyHash, place);
        }
      }
    }
  }

  /**
   * A key; its name is the string opened last.
   *
   * @param state what belongs to the key
   * @return whether it matters what a server does with its value
   */
  boolean key(RdbStrings name, RdbState state) throws IOException, RdbStop {
    boolean isTaken = options.inAof() || !state.hasDeadline || state.deadline > now;
    if (isTaken && sink != null) {
      keyHash = hash.pair(name.hash(hash), state.database);
      place = name.start() - start;
      isWanted = sink.wants(keyHash);
    }
    return isWanted;
  }
}
