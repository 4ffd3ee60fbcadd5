package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.server.Server;

/** The damaged test data with what was found out about them by hand. */
final class DamagedCases {
  private DamagedCases() {}

  /** A line of {@code expected.tsv}. */
  record Case(
      String name,
      Server server,
      String verdict,
      boolean strict,
      boolean lenient,
      String edit,
      String keys) {
    Path data() {
      return Servers.testdata("damaged").resolve(name).resolve("data");
    }

    Path program() {
      return Servers.program(server);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() throws IOException {
    List<Case> cases = new ArrayList<>();
    List<String> lines = Files.readAllLines(Servers.testdata("damaged/expected.tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      cases.add(
          new Case(
              cells[0],
              Server.byId(cells[1]).orElseThrow(),
              cells[2],
              cells[3].equals("yes"),
              cells[4].equals("yes"),
              cells[5],
              cells[6]));
    }
    return cases;
  }

  /**
   * The data set that is in a directory, found without the library: the whole records of the base
   * are loaded by a server, and all commands that can be read are sent to it one by one, the incr
   * files taken as one stream so that databases carry over.
   */
  static DataSet recovered(Path program, Path data) throws IOException {
    Path folder = data.resolve("appendonlydir");
    Path fresh = Files.createTempDirectory("aofkit-recovered-");
    try {
      Files.createDirectory(fresh.resolve("appendonlydir"));
      byte[] base = base(folder);
      if (base.length > 0) {
        Files.write(fresh.resolve("appendonlydir/appendonly.aof.1.base.rdb"), base);
        Files.writeString(
            fresh.resolve("appendonlydir/appendonly.aof.manifest"),
            "file appendonly.aof.1.base.rdb seq 1 type b\n");
      }
      try (RealServer server = RealServer.start(program, fresh, Map.of(), LoadProbe.LIMIT);
          RespClient client = server.connect()) {
        PlainLog.of(incrs(folder).toArray(byte[][]::new)).play(client);
        return DataSet.dump(server);
      }
    } finally {
      TempTree.delete(fresh);
    }
  }

  private static byte[] base(Path folder) throws IOException {
    List<Path> bases = named(folder, ".base.rdb");
    byte[] bytes = bases.isEmpty() ? new byte[0] : Files.readAllBytes(bases.get(0));
    boolean whole = bytes.length > 9 && bytes[bytes.length - 9] == (byte) 0xFF;
    return whole ? bytes : IntactRecords.of(bytes);
  }

  private static List<byte[]> incrs(Path folder) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (Path file : named(folder, ".incr.aof")) {
      files.add(Files.readAllBytes(file));
    }
    return files;
  }

  private static List<Path> named(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  /** Keys by database as in the file: {@code 0:12} or {@code 0:12,5:3}. */
  static String keys(DataSet data) {
    List<String> parts = new ArrayList<>();
    data.keysByDatabase().forEach((database, count) -> parts.add(database + ":" + count));
    return String.join(",", parts);
  }
}
