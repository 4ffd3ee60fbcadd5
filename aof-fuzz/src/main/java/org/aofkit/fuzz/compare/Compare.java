package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.server.Server;

/** Prints the table of the comparison with each server that is on this machine. */
public final class Compare {
  private Compare() {}

  /**
   * Runs it. Exit status 1 if there is a disagreement, 2 for wrong arguments.
   *
   * @param args how many directories, the number of the first, and the ids of servers
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      System.err.println("usage: Compare COUNT FIRST SERVER...");
      System.exit(2);
    }
    int disagreements = 0;
    for (int i = 2; i < args.length; i++) {
      Server server = Server.byId(args[i]).orElseThrow();
      Optional<Path> program = ServerBinaries.find(server);
      if (program.isEmpty()) {
        System.out.println(server.title() + " is not on this machine, or another version");
        continue;
      }
      long begin = System.nanoTime();
      Outcome outcome =
          Comparison.run(server, Long.parseLong(args[1]), Integer.parseInt(args[0]), true);
      outcome.texts().forEach(System.out::println);
      System.out.println(
          outcome.table(server.title() + ", directories " + args[1] + " and following"));
      System.out.printf("  %.1f s%n", (System.nanoTime() - begin) / 1e9);
      disagreements += outcome.disagreements();
    }
    System.exit(disagreements == 0 ? 0 : 1);
  }
}
