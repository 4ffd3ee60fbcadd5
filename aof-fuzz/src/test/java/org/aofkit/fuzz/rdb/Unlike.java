package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.server.Dialect;

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
    SIZES,
    /**
     * A field that comes twice in a hash and has a deadline: Valkey 9 drops it once that is past.
     */
    CLOCK
  }

  private static final int LONGEST = 1 << 20;

  private final Set<String> originals;
  private final Set<String> seen = new HashSet<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private final Set<String> fields = new HashSet<>();
  private final Set<String> mortal = new HashSet<>();
  private String field = "";
  private boolean isAgain;
  private boolean isModule;
  private boolean isValkey;

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
  public void header(Dialect dialect, int version) {
    isValkey = dialect == Dialect.VALKEY;
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
    fields.clear();
    mortal.clear();
    return true;
  }

  @Override
  public void field(RdbBytes name) throws IOException {
    field = RdbContent.text(name.toByteArray(LONGEST));
    isAgain = !fields.add(field);
  }

  @Override
  public void fieldDeadline(long deadline) {
    if (deadline != -1) {
      mortal.add(field);
    }
    if (isValkey && isAgain && mortal.contains(field)) {
      reasons.add(Reason.CLOCK);
    }
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
