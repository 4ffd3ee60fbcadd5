package org.aofkit.rdb.salvage;

/** What was met of the next key: its deadline, its idle time, its frequency. */
final class Attributes {
  boolean hasDeadline;

  /** Whether it has a deadline that no other bytes look like. */
  boolean hasPlausibleDeadline;

  private long begin = -1;

  /** Where the key begins whose record is at an offset: with its attributes. */
  long from(long offset) {
    return begin < 0 ? offset : begin;
  }

  /** Takes the record that the glance is at. */
  void take(Glance glance) {
    if (begin < 0) {
      begin = glance.offset();
    }
    if (glance.code() == 0xFC || glance.code() == 0xFD) {
      hasDeadline = glance.code() == 0xFD || glance.number() != -1;
      hasPlausibleDeadline = Habits.isPlausibleDeadline(glance);
    }
  }

  /** Forgets them: another key begins. */
  void clear() {
    begin = -1;
    hasDeadline = false;
    hasPlausibleDeadline = false;
  }
}
