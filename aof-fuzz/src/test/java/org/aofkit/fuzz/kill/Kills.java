package org.aofkit.fuzz.kill;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many processes a test kills, and when. By default a few; {@code -Daofkit.kills=N} kills N in
 * each test. The moments come from a seed that is printed and that {@code -Daofkit.kill.seed} sets;
 * how far a process has come by then, the machine decides.
 */
public final class Kills {
  /** What to assume of a run that was not measured: a little more than it takes on a quiet day. */
  private static final long USUAL_START = TimeUnit.MILLISECONDS.toNanos(450);

  private static final long USUAL_WORK = TimeUnit.MILLISECONDS.toNanos(250);

  /** Every so manieth kill is timed from the start of the process, not from its first change. */
  private static final int FROM_START = 4;

  private static final double BEYOND = 1.05;

  private final long seed;
  private final int count;
  private final Random random;

  /**
   * @param name of the test
   * @param few how many by default
   */
  public Kills(String name, int few) {
    this.seed = Long.getLong("aofkit.kill.seed", System.nanoTime() & 0xFFFFFF);
    this.count = Integer.getInteger("aofkit.kills", few);
    this.random = new Random(seed + name.hashCode());
    System.out.printf("killed %s: %d, seed %d%n", name, count, seed);
  }

  /** How many. */
  public int count() {
    return count;
  }

  /** To be said where something fails. */
  public long seed() {
    return seed;
  }

  /** For all else that is drawn. */
  public Random random() {
    return random;
  }

  /**
   * When to kill: the moments of one measured run are spread over all of it, most of them over the
   * part in which it writes.
   *
   * @param whole a run to the end; null if none was measured
   * @param i which kill
   * @param of how many
   */
  public Victim.Moment moment(Victim.@Nullable End whole, int i, int of) {
    boolean isFromStart = i % FROM_START == FROM_START - 1;
    long length = isFromStart ? USUAL_START : USUAL_WORK;
    if (whole != null) {
      length = isFromStart ? whole.nanos() : whole.nanos() - whole.changeNanos();
    }
    double where = (i + random.nextDouble()) / of;
    return new Victim.Moment(!isFromStart, (long) (length * BEYOND * where));
  }
}
