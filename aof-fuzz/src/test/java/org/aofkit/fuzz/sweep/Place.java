package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.commit.Operations;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.fuzz.tool.ToolRun;

/** A folder with a data directory, behind a file system with faults. Deleted at the end. */
final class Place implements AutoCloseable {
  /** What a shell says of a process that was killed. */
  static final int KILLED = 137;

  private final Path folder;
  private final Path data;
  private final int bulk;
  private FaultyFileSystem fs;

  /** The same folder, seen through another file system. */
  Place on(FaultyFileSystem other) {
    Place seen = new Place(bulk, folder);
    seen.fs = other;
    return seen;
  }

  /** In memory, where there is such a volume, and as small as can be. */
  Place() throws IOException {
    this(memory(), 0);
  }

  /**
   * A new folder.
   *
   * @param parent where
   * @param bulk how many sound commands or keys a work adds to what it needs
   */
  Place(Path parent, int bulk) throws IOException {
    this(bulk, Files.createTempDirectory(parent, "aofkit-sweep-"));
    Files.createDirectory(data);
  }

  private Place(int bulk, Path folder) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.bulk = bulk;
    this.fs = new FaultyFileSystem(folder.getFileSystem(), FaultPlan.none());
  }

  /** One that another process has made, and deletes. */
  static Place existing(Path folder, int bulk) {
    return new Place(bulk, folder);
  }

  /** Where files cost least. */
  static Path memory() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** How many sound commands or keys a work adds to what it needs. */
  int bulk() {
    return bulk;
  }

  /** The data directory in the real file system. */
  Path data() {
    return data;
  }

  /** The folder around it in the real file system. */
  Path folder() {
    return folder;
  }

  /** The file system of the process that runs now. */
  FaultyFileSystem fs() {
    return fs;
  }

  /** Runs the work as a process of its own, which has these faults. */
  ToolRun run(Work work, FaultPlan plan) throws IOException {
    fs = new FaultyFileSystem(folder.getFileSystem(), FaultPlan.none());
    fs.confineTo(folder);
    fs.use(plan);
    ToolRun run;
    try {
      run = work.run(this);
    } catch (KilledError e) {
      run = new ToolRun(KILLED, "", String.valueOf(e.getMessage()));
    }
    if (!plan.hasKilled()) {
      assertThat(fs.openChannels()).as("open channels, %s", run.said()).isZero();
    }
    fs.closeChannels();
    return run;
  }

  /** One command of the tool, on the file system of the process that runs now. */
  ToolRun tool(String... words) {
    return ToolRun.of(fs, Map.of(), words);
  }

  /** Takes the last operation back. */
  ToolRun undo() {
    fs.use(FaultPlan.none());
    Path kept = folder.resolve("kept");
    return Files.exists(kept)
        ? tool("undo", "--quarantine=" + kept, data.toString())
        : tool("undo", data.toString());
  }

  boolean isInterrupted() throws IOException {
    Path kept = folder.resolve("kept");
    return Operations.list(data, Files.exists(kept) ? kept : null).stream()
        .anyMatch(operation -> operation.status().isInterrupted());
  }

  /** All files of the folder but those kept aside: name to mode and bytes. */
  Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        String name = folder.relativize(path).toString();
        if (Files.isRegularFile(path)
            && !name.startsWith("data/.aof-fsck/")
            && !name.startsWith("kept/")
            && !name.equals("log")) {
          int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
          String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
          files.put(name, Integer.toOctalString(mode) + " " + bytes);
        }
      }
    }
    return files;
  }

  @Override
  public void close() throws IOException {
    TempTree.delete(folder);
  }
}
