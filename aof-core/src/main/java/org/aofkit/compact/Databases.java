package org.aofkit.compact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of keys, and the numbers that their databases have. */
final class Databases {
  private final List<KeyTable> tables = new ArrayList<>();
  private final Map<Integer, KeyTable> numbered = new HashMap<>();
  private final Room room;
  private int lastNumber = -1;
  private KeyTable last;

  /**
   * None.
   *
   * @param room what tables take their memory from
   */
  Databases(Room room) {
    this.room = room;
    this.last = new KeyTable(-1, room);
  }

  /** The keys of each database, by the ids of the tables. */
  List<KeyTable> tables() {
    return tables;
  }

  /** The keys of the database that has a number now. */
  KeyTable numbered(int number) {
    if (number != lastNumber) {
      last = look(number);
      lastNumber = number;
    }
    return last;
  }

  private KeyTable look(int number) {
    KeyTable known = numbered.get(number);
    if (known == null) {
      known = new KeyTable(tables.size(), room);
      tables.add(known);
      numbered.put(number, known);
    }
    return known;
  }

  /** The number that the database of a table has now. */
  int number(int table) {
    for (Map.Entry<Integer, KeyTable> entry : numbered.entrySet()) {
      if (entry.getValue().id() == table) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException("no table " + table);
  }

  /** Lets two databases change places. */
  void swap(int one, int other) {
    KeyTable first = numbered(one);
    numbered.put(one, numbered(other));
    numbered.put(other, first);
    lastNumber = -1;
  }
}
