package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;

/**
 * Finds keys that a master takes out of a dump twice, on which it aborts: not those past their
 * deadline, which it drops, and no empty collections, which it skips. Exact, and not bounded in
 * memory.
 */
final class RepeatedKeys implements RdbHandler {
  private static final int LONGEST = 1 << 24;

  private final Set<String> seen = new HashSet<>();
  private final long now;
  private String name = "";
  private boolean isEmpty;
  private boolean isFound;

  /**
   * @param now in ms since 1970
   */
  RepeatedKeys(long now) {
    this.now = now;
  }

  /** Whether there is one. */
  boolean found() {
    return isFound;
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    name = key.database() + " " + RdbContent.text(key.name().toByteArray(LONGEST));
    isEmpty = key.type().matches("list|set|zset|hash");
    return isEmpty;
  }

  @Override
  public void element(RdbBytes element) {
    isEmpty = false;
  }

  @Override
  public void member(RdbBytes member) {
    isEmpty = false;
  }

  @Override
  public void scoredMember(RdbBytes member) {
    isEmpty = false;
  }

  @Override
  public void field(RdbBytes field) {
    isEmpty = false;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    boolean isDropped = key.hasDeadline() && key.deadline() != -1 && key.deadline() < now;
    if (!isEmpty && !isDropped && !seen.add(name)) {
      isFound = true;
    }
  }
}
