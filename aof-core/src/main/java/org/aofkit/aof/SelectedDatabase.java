package org.aofkit.aof;

import java.util.BitSet;

/**
 * The database that is selected outside of transactions, and how sure that is. The last SELECT can
 * be taken back.
 */
final class SelectedDatabase {
  private final BitSet named = new BitSet();
  private long lastNewName = -1;
  private int lastNewNumber;
  private int number;
  private boolean selected;
  private long firstUnselected = -1;
  private long lastSelect = -1;
  private int numberBefore;
  private boolean selectedBefore;
  private boolean doubtfulBefore;

  /** Whether a SELECT may be lost in front, so that the database is a guess. */
  boolean doubtful;

  /** A command goes to it. */
  void touch(long offset) {
    if (!selected && !doubtful && firstUnselected < 0) {
      firstUnselected = offset;
    }
  }

  /** The commands so far are given up, and rely on no SELECT any more. */
  void forgetUnselected() {
    firstUnselected = -1;
  }

  /** A SELECT names a database, be it in a transaction. */
  void name(long offset, int wanted) {
    if (!named.get(wanted)) {
      named.set(wanted);
      lastNewName = offset;
      lastNewNumber = wanted;
    }
  }

  /** What stands at or behind an offset is no SELECT, and names nothing. */
  void takeBackName(long offset) {
    if (lastNewName >= offset) {
      named.clear(lastNewNumber);
      lastNewName = -1;
    }
  }

  /** A SELECT takes effect. */
  void select(long offset, int wanted) {
    lastSelect = offset;
    numberBefore = number;
    selectedBefore = selected;
    doubtfulBefore = doubtful;
    become(wanted, true);
  }

  /**
   * The database changes without a SELECT of its own.
   *
   * @param bySelect whether that is by a command of this file
   */
  void become(int wanted, boolean bySelect) {
    number = wanted;
    selected |= bySelect;
  }

  /** Takes the last SELECT back if it stands at or behind an offset. */
  void takeBack(long offset) {
    if (lastSelect >= offset) {
      number = numberBefore;
      selected = selectedBefore;
      doubtful = doubtfulBefore;
    }
  }

  /** The database, {@link LogGap#UNKNOWN}, or {@link LogGap#AT_HEAD} where none was selected. */
  int known() {
    return doubtful ? LogGap.UNKNOWN : selected ? number : LogGap.AT_HEAD;
  }

  int number() {
    return number;
  }

  boolean isSelected() {
    return selected;
  }

  /** The first command in front of every SELECT; -1 without one. */
  long firstUnselected() {
    return firstUnselected;
  }

  /** Every database that was named. */
  BitSet named() {
    return (BitSet) named.clone();
  }
}
