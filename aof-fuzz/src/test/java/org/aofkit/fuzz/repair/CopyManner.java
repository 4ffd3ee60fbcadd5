package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** How operators copy a directory. */
enum CopyManner {
  CP_ARCHIVE("cp", "cp -a \"$1\" \"$2\"", true),
  CP_RECURSIVE("cp", "cp -r \"$1\" \"$2\"", false),
  TAR("tar", "mkdir \"$2\" && tar -C \"$1\" -c . | tar -C \"$2\" -x", true),
  /** As {@code kubectl cp}, which packs with tar and unpacks without times. */
  TAR_WITHOUT_TIMES("tar", "mkdir \"$2\" && tar -C \"$1\" -c . | tar -C \"$2\" -xm", false),
  RSYNC_ARCHIVE("rsync", "rsync -a \"$1/\" \"$2\"", true),
  RSYNC_WITHOUT_TIMES("rsync", "rsync -r \"$1/\" \"$2\"", false);

  private static final int LIMIT_SECONDS = 20;

  private final String program;
  private final String script;
  private final boolean keepsTimes;

  CopyManner(String program, String script, boolean keepsTimes) {
    this.program = program;
    this.script = script;
    this.keepsTimes = keepsTimes;
  }

  boolean keepsTimes() {
    return keepsTimes;
  }

  /** Whether this machine has the program. */
  boolean isThere() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String folder : path.split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** Copies a directory to a place that is not there yet. */
  Path copy(Path from, Path to) throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", script, "sh", from.toString(), to.toString())
            .inheritIO()
            .start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(this + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return to;
  }
}
