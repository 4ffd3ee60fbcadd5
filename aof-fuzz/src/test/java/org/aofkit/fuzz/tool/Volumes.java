package org.aofkit.fuzz.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.fuzz.compare.Directories;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.LogShape;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;

/** Data directories with all that can be wrong, and what lies in one, as a value. */
final class Volumes {
  private Volumes() {}

  /** A way to fill a directory. */
  interface Filling {
    void into(Path data) throws IOException;
  }

  /**
   * A directory.
   *
   * @param name for people
   */
  record Volume(String name, Filling filling) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Every so-manieth case of a folder of the test data, by name. */
  static List<Volume> cases(String folder, int step) throws IOException {
    List<Volume> some = new ArrayList<>();
    try (Stream<Path> cases = Files.list(Servers.testdata(folder))) {
      List<Path> all =
          cases.map(path -> path.resolve("data")).filter(Files::isDirectory).sorted().toList();
      for (int i = 0; i < all.size(); i += step) {
        Path data = all.get(i);
        some.add(new Volume(data.getParent().toString(), copy -> TempTree.copy(data, copy)));
      }
    }
    return some;
  }

  /** Generated directories, with odd manifests, images and files lying about, from a number on. */
  static List<Volume> directories(int first, int count) {
    List<Volume> all = new ArrayList<>();
    for (int number = first; number < first + count; number++) {
      Directories.Made made = Directories.of(number);
      all.add(new Volume("directory " + number, made::write));
    }
    return all;
  }

  /** Generated logs with damages in them, from a number on. */
  static List<Volume> logs(int first, int count) {
    List<Volume> all = new ArrayList<>();
    for (int number = first; number < first + count; number++) {
      Random random = new Random(number);
      LogShape shape = LogShape.plain(3, 12, 1 + random.nextInt(3)).withContinuedFiles();
      all.add(
          new Volume("log " + number, data -> DamagedLogs.any(random, shape, 3).log().write(data)));
    }
    return all;
  }

  /** Every name, with its mode, its time and its bytes. */
  static Map<String, String> everything(Path data) throws IOException {
    return snapshot(data, true);
  }

  /** The same without what repairs keep aside, and without the times of folders. */
  static Map<String, String> dataOnly(Path data) throws IOException {
    return snapshot(data, false);
  }

  private static Map<String, String> snapshot(Path data, boolean all) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String name = data.relativize(path).toString();
        if (all || !name.startsWith(".aof-fsck")) {
          entries.put(name, entry(path, all));
        }
      }
    }
    return entries;
  }

  private static String entry(Path path, boolean all) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    return facts.get("mode")
        + (all || file ? " " + facts.get("lastModifiedTime") : "")
        + (file ? " " + HexFormat.of().formatHex(Files.readAllBytes(path)) : "");
  }
}
