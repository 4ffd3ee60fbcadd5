package org.aofkit.check;

/**
 * The prediction of the first start of a server on these files. A crash, an abort or a hang counts
 * as not loading.
 *
 * @param strict with {@code aof-load-truncated no}
 * @param lenient with {@code aof-load-truncated yes}, the servers' default; called {@code default}
 *     in JSON
 */
public record Loads(boolean strict, boolean lenient) {
  /** Comes up either way. */
  public static final Loads YES = new Loads(true, true);

  /** Comes up neither way. */
  public static final Loads NO = new Loads(false, false);

  /** Comes up only where the server may cut off the end. */
  public static final Loads ONLY_LENIENT = new Loads(false, true);

  /** Both must load. */
  public Loads and(Loads other) {
    return new Loads(strict && other.strict, lenient && other.lenient);
  }
}
