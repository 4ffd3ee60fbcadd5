package org.aofkit.fuzz.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

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
    int width = tallies.stream().mapToInt(tally -> tally.name().length()).max().orElse(0);
    String line = "%-" + width + "s  %9s  %9s  %5s%n";
    out.printf(line, "what", "tried", "fired", "lost");
    tallies.forEach(each -> out.printf(line, each.name(), each.tried(), each.fired(), each.lost()));
  }
}
