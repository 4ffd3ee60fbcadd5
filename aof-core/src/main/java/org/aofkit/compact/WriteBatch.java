package org.aofkit.compact;

import java.util.ArrayList;
import java.util.List;

/** Some hundred writes to keys, in their order. */
final class WriteBatch {
  static final byte WHOLE = 0;
  static final byte CHANGE = 1;
  static final byte CHANGE_ONLY = 2;
  static final byte REMOVE = 3;
  static final byte TIE = 4;
  static final byte FLUSH = 5;
  static final byte FLUSH_ALL = 6;
  static final byte SWAP = 7;

  private static final int MOST = 512;

  private final long[] firsts = new long[MOST];
  private final long[] seconds = new long[MOST];
  private final long[] heads = new long[MOST];
  private final int[] databases = new int[MOST];
  private final byte[] kinds = new byte[MOST];
  private final List<Tie> ties = new ArrayList<>();
  private int count;

  boolean isFull() {
    return count == MOST;
  }

  int count() {
    return count;
  }

  void add(byte kind, int database, long first, long second, long head) {
    firsts[count] = first;
    seconds[count] = second;
    heads[count] = head;
    databases[count] = database;
    kinds[count] = kind;
    count++;
  }

  void add(Tie tie) {
    add(TIE, tie.database(), 0, 0, ties.size());
    ties.add(tie);
  }

  byte kind(int i) {
    return kinds[i];
  }

  int database(int i) {
    return databases[i];
  }

  long first(int i) {
    return firsts[i];
  }

  long second(int i) {
    return seconds[i];
  }

  /** A head, or what the kind says: a place, a tie's index, the other database. */
  long head(int i) {
    return heads[i];
  }

  Tie tie(int i) {
    return ties.get((int) heads[i]);
  }

  void clear() {
    count = 0;
    ties.clear();
  }
}
