package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;

/**
 * Finds what predictions are not compared for, because it takes more than the file, or more than a
 * reader of files, to tell what a server does with it. This list is complete.
 */
final class Unlike implements RdbHandler {
  /** Why a file is not compared. */
  enum Reason {
    /** A function library that no server has written: it takes a compiler and a run to judge it. */
    FUNCTION,
    /** A value of a module that no server has written: only the module knows what it takes. */
    MODULE,
    /** A hint at more than 2^31 keys: whether a server gets the memory depends on the machine. */
    SIZES
  }

  private static final int LONGEST = 1 << 20;

  private final Set<String> originals;
  private final Set<String> seen = new HashSet<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private boolean isModule;

  /**
   * @param originals what {@link #seen} said of files that servers have written
   */
  Unlike(Set<String> originals) {
    this.originals = originals;
  }

  /** Why the file is not compared; empty if it is. */
  Set<Reason> reasons() {
    return reasons;
  }

  /** The functions and modules in the file. */
  Set<String> seen() {
    return seen;
  }

  @Override
  public void function(RdbBytes source) throws IOException {
    String text = RdbContent.text(source.toByteArray(LONGEST));
    seen.add(text);
    if (!originals.contains(text)) {
      reasons.add(Reason.FUNCTION);
    }
  }

  @Override
  public void sizes(long keys, long keysWithDeadline) {
    if (isHuge(keys) || isHuge(keysWithDeadline)) {
      reasons.add(Reason.SIZES);
    }
  }

  private static boolean isHuge(long count) {
    return count < 0 || count > Integer.MAX_VALUE;
  }

  @Override
  public boolean key(RdbKeyHeader key) {
    isModule = false;
    return true;
  }

  @Override
  public void module(long id, long offset, long end) {
    isModule = true;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    if (isModule) {
      reasons.add(Reason.MODULE);
    }
  }
}
