package org.aofkit.rdb;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.aofkit.io.ByteSource;

/**
 * Passes over the keys of an image that a server takes, each with the hash of its name and its
 * database.
 */
final class RdbKeyWalk implements RdbRepeats.Walk {
  private final ByteSource source;
  private final RdbImage image;
  private final RdbOptions options;
  private final long now;
  private final RdbHash hash = new RdbHash(ThreadLocalRandom.current().nextLong());

  private long keyHash;
  private long place;
  private boolean isTaken;

  /**
   * @param now the time of the loading, in ms since 1970
   */
  RdbKeyWalk(ByteSource source, RdbImage image, RdbOptions options, long now) {
    this.source = source;
    this.image = image;
    this.options = options;
    this.now = now;
  }

  @Override
  public void each(RdbRepeats.Sink sink) throws IOException, RdbStop {
    RdbContext context =
        new RdbContext(source, image.start(), options.bufferSize(), false, null, 0, true);
    RdbRecords records = new RdbRecords(context, options.inAof());
    records.begin(this);
    boolean goOn = true;
    while (goOn && context.in.position() < image.end()) {
      long before = context.in.position();
      goOn = records.next(before);
      if (isTaken && records.outcome(now) != RdbOutcome.SKIPPED) {
        goOn &= sink.take(keyHash, place);
      }
      isTaken = false;
    }
  }

  /**
   * A key; its name is the string opened last.
   *
   * @param state what belongs to the key
   */
  void key(RdbStrings name, RdbState state) throws IOException, RdbStop {
    isTaken = options.inAof() || !state.hasDeadline || state.deadline > now;
    if (isTaken) {
      keyHash = hash.pair(name.hash(hash), state.database);
      place = name.start() - image.start();
    }
  }
}
