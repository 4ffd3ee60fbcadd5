package org.aofkit.fuzz.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.LoadProbe.Mode;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.server.Server;

/**
 * Says what a real Redis 7.0.15 holds after it was started on copies of directories, one line a
 * directory.
 */
public final class PeerComparison {
  private PeerComparison() {}

  /**
   * Prints the lines. Exit status 2 for wrong arguments.
   *
   * @param args pairs of a title and a data directory
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 0 || args.length % 2 != 0) {
      System.err.println("usage: PeerComparison TITLE DIRECTORY [TITLE DIRECTORY]...");
      System.exit(2);
    }
    Path program = ServerBinaries.find(Server.REDIS_7_0).orElseThrow();
    int width = 0;
    for (int i = 0; i < args.length; i += 2) {
      width = Math.max(width, args[i].length());
    }
    for (int i = 0; i < args.length; i += 2) {
      print(System.out, program, String.format("%-" + width + "s", args[i]), Path.of(args[i + 1]));
    }
  }

  private static void print(PrintStream out, Path program, String title, Path dir)
      throws IOException {
    var result = LoadProbe.probe(program, dir, Mode.DEFAULT);
    String what =
        result.loads()
            ? String.format("starts with %,d keys", result.dataOrThrow().keys())
            : "does not start: " + reason(result.log());
    out.println("  " + title + "  " + what);
  }

  /** The first fatal line of the log, without process id and time. */
  private static String reason(List<String> log) {
    return log.stream()
        .filter(line -> line.contains("reading the append only file"))
        .map(line -> line.replaceFirst("^[^#]*# ", "").replaceFirst(": make a backup.*", ""))
        .findFirst()
        .orElse("see its log");
  }
}
