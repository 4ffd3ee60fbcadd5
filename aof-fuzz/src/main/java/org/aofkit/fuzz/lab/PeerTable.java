package org.aofkit.fuzz.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.ServerBinaries.Tool;
import org.aofkit.repair.Policy;
import org.aofkit.server.Server;

/**
 * Prints what is left of the damaged test data behind {@code --fix} of the servers' check tools,
 * and behind each policy of a repair: how many keys the server of the case holds, each in the
 * database it belongs to, when it is then started in default settings.
 */
public final class PeerTable {
  private static final List<Server> PEERS =
      List.of(Server.REDIS_7_0, Server.REDIS_8_0, Server.VALKEY_9);
  private static final String NOT_HERE = "?";

  private PeerTable() {}

  /**
   * A line of the table.
   *
   * @param name the case
   * @param intact how many keys the intact commands and records make, as reviewed by hand
   * @param cells what is left, in the order of {@link #titles()}
   */
  public record Row(String name, long intact, List<String> cells) {
    /** Copies the cells. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /** What the cells of a row are about. */
  public static List<String> titles() {
    List<String> titles = new ArrayList<>();
    PEERS.forEach(peer -> titles.add("--fix of " + peer.id()));
    for (Policy policy : Policy.values()) {
      titles.add(policy.id());
    }
    return titles;
  }

  /**
   * Prints the table.
   *
   * @param args the folder of the damaged test data
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: PeerTable FOLDER");
      System.exit(2);
    }
    print(System.out, rows(Path.of(args[0]), PEERS));
  }

  /**
   * The rows, one a case. A case whose server is not on this machine is left out.
   *
   * @param damaged the folder with the cases and {@code expected.tsv}
   * @param peers whose check tools are to be run; cells of others, and of those that are not here,
   *     are a question mark
   */
  public static List<Row> rows(Path damaged, List<Server> peers) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(damaged.resolve("expected.tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split("\t", -1);
      Optional<Path> program = Server.byId(columns[1]).flatMap(ServerBinaries::find);
      if (program.isPresent()) {
        Path data = damaged.resolve(columns[0]).resolve("data");
        Map<Integer, Integer> intact = keys(columns[6]);
        long sum = intact.values().stream().mapToLong(Integer::longValue).sum();
        Mending mending = new Mending(program.get(), data, intact);
        rows.add(new Row(columns[0], sum, cells(mending, peers)));
      }
    }
    return rows;
  }

  /** How many keys belong into which database, of {@code database:count} pairs. */
  private static Map<Integer, Integer> keys(String pairs) {
    Map<Integer, Integer> keys = new TreeMap<>();
    for (String pair : pairs.split(",")) {
      int colon = pair.indexOf(':');
      keys.put(
          Integer.parseInt(pair.substring(0, colon)), Integer.parseInt(pair.substring(colon + 1)));
    }
    return keys;
  }

  private static List<String> cells(Mending mending, List<Server> peers) throws IOException {
    List<String> cells = new ArrayList<>();
    for (Server peer : PEERS) {
      Optional<Path> tool =
          peers.contains(peer) ? ServerBinaries.find(peer, Tool.CHECK_AOF) : Optional.empty();
      cells.add(tool.isPresent() ? mending.byTool(tool.get()) : NOT_HERE);
    }
    for (Policy policy : Policy.values()) {
      cells.add(mending.byPolicy(policy));
    }
    return cells;
  }

  private static void print(PrintStream out, List<Row> rows) {
    List<String> titles = titles();
    int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    StringBuilder head =
        new StringBuilder(String.format("%-" + width + "s  %6s", "case", "intact"));
    titles.forEach(title -> head.append("  ").append(title));
    out.println(head);
    for (Row row : rows) {
      StringBuilder line = new StringBuilder();
      line.append(String.format("%-" + width + "s  %6d", row.name(), row.intact()));
      for (int i = 0; i < titles.size(); i++) {
        line.append(String.format("  %" + titles.get(i).length() + "s", row.cells().get(i)));
      }
      out.println(line);
    }
  }
}
