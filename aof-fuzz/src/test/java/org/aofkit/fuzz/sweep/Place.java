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
  private FaultyFileSystem fs;

  Place() throws IOException {
    Path memory = Path.of("/dev/shm");
    folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "aofkit-sweep-")
            : Files.createTempDirectory("aofkit-sweep-");
    data = Files.createDirectory(folder.resolve("data"));
    fs = new FaultyFileSystem(folder.getFileSystem(), FaultPlan.none());
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
            && !name.startsWith("kept/")) {
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
