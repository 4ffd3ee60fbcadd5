package org.aofkit.compact;

import java.io.IOException;
import java.util.List;

/**
 * Commands would have to be carried, since what they do is not modelled, and a dump has no place
 * for them.
 */
public final class CarriedException extends IOException {
  private static final long serialVersionUID = 1;

  /** How many commands are kept. */
  static final int MOST_KEPT = 100;

  private final long count;
  private final transient List<Carried> first;

  /**
   * A command that would have to be carried.
   *
   * @param file the name of its file
   * @param offset where it stands in it, in bytes
   * @param command its name, as it was sent
   */
  public record Carried(String file, long offset, String command) {}

  CarriedException(long count, List<Carried> first) {
    super(message(count, first));
    this.count = count;
    this.first = List.copyOf(first);
  }

  private static String message(long count, List<Carried> first) {
    Carried one = first.get(0);
    return count
        + " commands are not modelled, or tied to such, and a dump has no place for them; the first"
        + " is "
        + one.command
        + " in "
        + one.file
        + " @ "
        + one.offset;
  }

  /** How many commands there are. */
  public long count() {
    return count;
  }

  /** The first of them in the order of the files, a hundred at most. */
  public List<Carried> first() {
    return first;
  }
}
