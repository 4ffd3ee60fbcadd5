package org.aofkit.fuzz.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Prints what the tests have tried, how often, and what was lost. */
public final class ProofTable {
  private ProofTable() {}

  /**
   * Prints the table. Exit status 1 if there is nothing to print, 2 for wrong arguments.
   *
   * @param args the folder of the tallies
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: ProofTable FOLDER");
      System.exit(2);
    }
    List<Tally> tallies = Tally.readAll(Path.of(args[0]));
    if (tallies.isEmpty()) {
      System.err.println("no tallies in " + args[0] + ": run mvn verify first");
      System.exit(1);
    }
    print(System.out, tallies);
  }

  static void print(PrintStream out, List<Tally> tallies) {
    List<Tally> rows = rows(tallies);
    int width = rows.stream().mapToInt(tally -> tally.name().length()).max().orElse(0);
    String line = "%-" + width + "s  %9s  %9s  %5s%n";
    out.printf(line, "what", "tried", "fired", "lost");
    rows.forEach(each -> out.printf(line, each.name(), each.tried(), each.fired(), each.lost()));
  }

  /**
   * One row for each work that was swept, for each kind of work behind a loss of power, for all
   * that met a full volume, and for each kind of process that was killed.
   */
  private static List<Tally> rows(List<Tally> tallies) {
    Map<String, Tally> rows = new TreeMap<>();
    for (Tally each : tallies) {
      String name = rowOf(each.name());
      rows.merge(
          name,
          new Tally(name, each.tried(), each.fired(), each.lost()),
          (one, other) ->
              new Tally(
                  name,
                  one.tried() + other.tried(),
                  one.fired() + other.fired(),
                  one.lost() + other.lost()));
    }
    return List.copyOf(rows.values());
  }

  private static String rowOf(String name) {
    String kind = "power-loss.";
    boolean isPowerLoss = name.startsWith(kind);
    boolean isGrouped =
        isPowerLoss || Stream.of("sweep-", "full-volume.", "killed-").anyMatch(name::startsWith);
    int end = isGrouped ? name.indexOf('.', isPowerLoss ? kind.length() : 0) : -1;
    return end < 0 ? name : name.substring(0, end);
  }
}
