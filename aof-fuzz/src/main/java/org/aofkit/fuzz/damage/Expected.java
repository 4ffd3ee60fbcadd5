package org.aofkit.fuzz.damage;

import java.util.List;

/**
 * A command that a repaired set has to hold, or may hold.
 *
 * @param database the database it is executed in
 * @param words name and arguments, a character a byte
 * @param must false where what is left gives no hint whether it belongs to a transaction that lost
 *     a part
 */
public record Expected(int database, List<String> words, boolean must) {
  /** Copies the words. */
  public Expected {
    words = List.copyOf(words);
  }

  boolean isNamed(String name) {
    return words.get(0).equals(name);
  }

  /** The command as a repair leaves it. */
  public Executed executed() {
    return new Executed(database, words);
  }
}
