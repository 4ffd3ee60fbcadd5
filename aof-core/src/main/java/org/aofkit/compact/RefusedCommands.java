package org.aofkit.compact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.aof.SetFile;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;

/**
 * Commands that a server answers with an error, noticed when they are carried out. A command may be
 * told more than once. Safe for use by several threads.
 */
final class RefusedCommands {
  /** How many are kept, the first ones of the files. */
  static final int MOST_KEPT = 1000;

  private static final int LONGEST_NAME = 32;

  private final Places places;
  private final TreeMap<Long, String> found = new TreeMap<>();

  RefusedCommands(Places places) {
    this.places = places;
  }

  /**
   * Takes one.
   *
   * @param place where it stands
   * @param name its first word
   * @param answer of the server
   */
  synchronized void add(long place, byte[] name, String answer) {
    if (found.size() >= MOST_KEPT) {
      if (place >= found.lastKey()) {
        return;
      }
      if (!found.containsKey(place)) {
        found.pollLastEntry();
      }
    }
    int length = Math.min(name.length, LONGEST_NAME);
    String shown = new String(name, 0, length, StandardCharsets.US_ASCII);
    found.put(place, shown + ": a server answers '" + answer + "'");
  }

  /** What was found, in the order of the files. */
  synchronized List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<Long, String> each : found.entrySet()) {
      int number = places.file(each.getKey());
      SetFile file = places.files().get(number);
      findings.add(
          Finding.of(
              FindingCode.AOF_COMMAND_REFUSED,
              file.name().toString(),
              each.getKey() - places.start(number),
              0,
              each.getValue()));
    }
    return findings;
  }
}
