package org.aofkit.rdb;

import java.io.IOException;

/**
 * Finds names that come twice in parts of a stream that has too many of them for one table: they
 * are read again from the source as often as {@link RdbPasses} asks for.
 */
final class RdbNames implements RdbPasses.Walk {
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
    long place = new RdbPasses(context.members, same).repeated(this, count);
    return place < 0 ? -1 : base + place;
  }

  @Override
  public void each(RdbPasses.Taker taker) throws IOException, RdbStop {
    RdbInput in = context.lens().inputAt(base);
    RdbStrings strings = context.lens().strings();
    in.readLength();
    boolean goOn = true;
    for (long i = 0; i != count && goOn; i++) {
      strings.open();
      goOn = taker.take(strings.hash(context.hash), strings.start() - base);
      strings.close();
      rest.pass(in, strings);
    }
  }
}
