package org.aofkit.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.aof.AofSet;
import org.aofkit.server.Server;

/**
 * The result of a check: an immutable value.
 *
 * @param set the files that were looked at
 * @param server the server that was judged for
 * @param serverFrom how the server was found
 * @param verdict the worst of the parts
 * @param loads the prediction for {@code server}
 * @param loadsOn the prediction for every known server
 * @param files the manifest first, then the files in load order, then the rest
 * @param findings in load order
 * @param damages what a repair would have to mend, in load order; a clean set has none but {@link
 *     Damage.UnfinishedMask}
 * @param databases every database that a SELECT or an image names, and 0 if commands go to it
 *     without one
 * @param stats counts over the whole set
 * @param notes what was decided about the path given, for people, for example that a single file
 *     was taken as part of its set; one sentence each
 */
public record Report(
    AofSet set,
    Server server,
    ServerSource serverFrom,
    Verdict verdict,
    Loads loads,
    Map<Server, Loads> loadsOn,
    List<FileReport> files,
    List<Finding> findings,
    List<Damage> damages,
    List<Integer> databases,
    Stats stats,
    List<String> notes) {

  /** Copies the collections. */
  public Report {
    loadsOn = Map.copyOf(loadsOn);
    files = List.copyOf(files);
    findings = List.copyOf(findings);
    damages = List.copyOf(damages);
    databases = List.copyOf(databases);
    notes = List.copyOf(notes);
  }

  /**
   * The directory the file names are relative to: the AOF directory, or the directory of a single
   * file.
   */
  public Path root() {
    return set.root();
  }

  /**
   * The server's {@code dir}: the directory above the AOF directory, or that of a single file. A
   * repair keeps its journal there.
   */
  public Path dataDirectory() {
    Path directory = set.dataDirectory();
    return directory == null ? set.root() : directory;
  }

  /** How the judged server was found. */
  public enum ServerSource {
    /** The caller named it. */
    OPTION,
    /** The RDB image of the base said it. */
    AUX,
    /**
     * The base or nothing at all pointed at a server that refuses the commands, and this is the
     * first one that takes them: an upgraded server leaves the base of its predecessor in place
     * until its first rewrite.
     */
    COMMANDS,
    /** The manifest holds something only one server line writes. */
    MANIFEST,
    /** Nothing said it. */
    DEFAULT;

    /** The name in JSON: lower case. */
    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Counts over the whole set.
   *
   * @param bytes of all listed files
   * @param commands whole commands that the server would read
   * @param transactions closed transactions
   * @param annotations annotation lines
   * @param rdbKeys keys in RDB images
   */
  public record Stats(
      long bytes, long commands, long transactions, long annotations, long rdbKeys) {}
}
