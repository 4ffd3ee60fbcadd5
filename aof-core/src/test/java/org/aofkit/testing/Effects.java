package org.aofkit.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server executes of a log, as {@code <database>:<words>}, in the plainest way. PING does
 * nothing; an open transaction is dropped.
 */
public final class Effects {
  private Effects() {}

  /** The effects of files of commands in load order. */
  public static List<String> of(Aof... files) {
    List<String> effects = new ArrayList<>();
    for (Aof file : files) {
      ofFile(PlainLog.words(file), effects);
    }
    return effects;
  }

  private static void ofFile(List<String> commands, List<String> effects) {
    String database = "0";
    List<String> queue = null;
    for (String command : commands) {
      if (command.equals("MULTI")) {
        queue = queue == null ? new ArrayList<>() : queue;
      } else if (command.equals("EXEC")) {
        for (String queued : queue == null ? List.<String>of() : queue) {
          database = execute(queued, database, effects);
        }
        queue = null;
      } else if (queue != null) {
        queue.add(command);
      } else {
        database = execute(command, database, effects);
      }
    }
  }

  private static String execute(String command, String database, List<String> effects) {
    if (command.startsWith("SELECT ")) {
      return command.substring("SELECT ".length());
    }
    if (!command.startsWith("PING")) {
      effects.add(database + ":" + command);
    }
    return database;
  }
}
