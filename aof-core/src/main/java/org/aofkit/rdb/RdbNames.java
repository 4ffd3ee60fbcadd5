package org.aofkit.rdb;

import java.io.IOException;

/**
 * Finds names that come twice in parts of a stream that has too many of them for one table: they
 * are read again from the source as often as {@link RdbRepeats} asks for.
 */
final class RdbNames implements RdbRepeats.Walk {
  private static final int COMPARED = 1 << 13;

  private final RdbContext context;
  private final long base;
  private final long count;
  private final Rest rest;

  /** Passes what stands behind a name. */
  interface Rest {
    /** Passes it. */
    void pass(RdbInput in, RdbStrings strings) throws IOException, RdbStop;
  }

  /**
   * @param base where their number stands in the source, with the first name right behind it
   * @param count how many there are
   */
  RdbNames(RdbContext context, long base, long count, Rest rest) {
    this.context = context;
    this.base = base;
    this.count = count;
    this.rest = rest;
  }

  /**
   * Looks through all of them; they were read whole before.
   *
   * @return where the first one begins that is found to come twice; -1 if there is none
   */
  long repeated() throws IOException, RdbStop {
    RdbLens same = new RdbLens(context.source(), COMPARED);
    same.setBase(base);
    long[] place = {-1};
    RdbRepeats.ofCollection(count, context.members, same)
        .find(
            this,
            count,
            false,
            (first, again) -> {
              place[0] = again;
              return false;
            });
    return place[0] < 0 ? -1 : base + place[0];
  }

  @Override
  public void each(RdbRepeats.Sink sink) throws IOException, RdbStop {
    RdbInput in = context.lens().inputAt(base);
    RdbStrings strings = context.lens().strings();
    in.readLength();
    boolean goOn = true;
    for (long i = 0; i != count && goOn; i++) {
      strings.open();
      long hash = strings.hash(context.hash);
      goOn = !sink.wants(hash) || sink.take(hash, strings.start() - base);
      strings.close();
      rest.pass(in, strings);
    }
  }
}
