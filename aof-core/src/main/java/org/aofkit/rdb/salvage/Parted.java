package org.aofkit.rdb.salvage;

import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;

/** Counts what a partial value has. */
final class Parted implements RdbHandler {
  /** Elements, members, pairs, or entries that were not deleted. */
  long elements;

  /** The ids of the first and last entry of a stream that were not deleted. */
  long firstMs;

  long firstSeq;
  long lastMs;
  long lastSeq;

  /** What is wrong with the value. */
  int damages;

  @Override
  public boolean key(RdbKeyHeader key) {
    return true;
  }

  @Override
  public void element(RdbBytes element) {
    elements++;
  }

  @Override
  public void member(RdbBytes member) {
    elements++;
  }

  @Override
  public void scoredMember(RdbBytes member) {
    elements++;
  }

  @Override
  public void field(RdbBytes field) {
    elements++;
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long fields) {
    lastMs = milliseconds;
    lastSeq = sequence;
    if (isDeleted) {
      return;
    }
    if (elements++ == 0) {
      firstMs = milliseconds;
      firstSeq = sequence;
    }
  }
}
