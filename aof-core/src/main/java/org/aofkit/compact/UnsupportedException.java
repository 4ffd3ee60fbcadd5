package org.aofkit.compact;

import java.io.IOException;
import java.util.List;

/**
 * The log holds what the target cannot express, and it is not to be dropped. Nothing was written.
 */
public final class UnsupportedException extends IOException {
  private static final long serialVersionUID = 1;

  private final CompactTarget target;
  private final long count;
  private final transient List<Unsupported> first;

  UnsupportedException(CompactTarget target, long count, List<Unsupported> first) {
    super(target.title() + " cannot express " + count + " of the keys and libraries");
    this.target = target;
    this.count = count;
    this.first = List.copyOf(first);
  }

  /** Who cannot express it. */
  public CompactTarget target() {
    return target;
  }

  /** How many things there are. */
  public long count() {
    return count;
  }

  /** The first of them, {@value UnsupportedCount#MOST_KEPT} at most. */
  public List<Unsupported> first() {
    return first;
  }
}
