package org.aofkit.fuzz.damage;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command that a server executes when it loads a set; SELECTs are left out.
 *
 * @param database the database it is executed in
 * @param words name and arguments, a character a byte
 */
public record Executed(int database, List<String> words) {
  private static final int LONGEST = 40;

  /** Copies the words. */
  public Executed {
    words = List.copyOf(words);
  }

  @Override
  public String toString() {
    return "db"
        + database
        + " "
        + words.stream()
            .map(word -> word.length() > LONGEST ? word.substring(0, LONGEST) + "…" : word)
            .collect(Collectors.joining(" "));
  }
}
