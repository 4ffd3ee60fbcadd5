package org.aofkit.fuzz.proof;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What one proof counted. It is left in a file {@code NAME.properties}, without a date, so that the
 * same run leaves the same file.
 *
 * @param name of the proof: small letters, digits, {@code -} and {@code .}
 * @param tried how many cases were run
 * @param fired in how many of them the fault, kill or damage happened
 * @param lost in how many of them something was lost
 */
public record Tally(String name, long tried, long fired, long lost) {
  private static final String END = ".properties";

  /** Checks the name and the counts. */
  public Tally {
    if (!name.matches("[a-z0-9.-]+")) {
      throw new IllegalArgumentException("no name of a proof: " + name);
    }
    if (tried < 0 || fired < 0 || lost < 0 || fired > tried || lost > tried) {
      throw new IllegalArgumentException("these are no counts of one proof: " + tried);
    }
  }

  /** Where tallies are: {@code target/proof} of the module, or what {@code aofkit.proof} says. */
  public static Path folder() {
    return Path.of(System.getProperty("aofkit.proof", "target/proof"));
  }

  /** The sum of both, under the name of this one. */
  public Tally plus(Tally other) {
    return new Tally(name, tried + other.tried, fired + other.fired, lost + other.lost);
  }

  /** Writes it into {@link #folder}, instead of what an earlier run has left there. */
  public void write() throws IOException {
    writeTo(folder());
  }

  /** Writes it into a folder, which is made if it is not there. */
  public void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(name + END),
        "fired=" + fired + "\nlost=" + lost + "\ntried=" + tried + "\n");
  }

  /**
   * All tallies of a folder, by name; none if there is no such folder.
   *
   * @throws IOException if one of them can't be read, or has not these counts
   */
  public static List<Tally> readAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Tally> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(END)).sorted().toList()) {
        all.add(read(file));
      }
    }
    return all;
  }

  private static Tally read(Path file) throws IOException {
    Properties counts = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      counts.load(reader);
    }
    String name = String.valueOf(file.getFileName());
    try {
      return new Tally(
          name.substring(0, name.length() - END.length()),
          Long.parseLong(counts.getProperty("tried", "")),
          Long.parseLong(counts.getProperty("fired", "")),
          Long.parseLong(counts.getProperty("lost", "")));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": not the counts of a proof", e);
    }
  }
}
