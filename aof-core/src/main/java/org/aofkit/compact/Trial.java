package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Report.ServerSource;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Content;
import org.aofkit.io.IoMode;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.server.Server;

/** Checks new files before they are given their names: as a server will see them. */
final class Trial {
  private static final String DIRECTORY = "appendonlydir";

  private final CompactPlan plan;
  private final CheckOptions check;

  Trial(CompactPlan plan, CheckOptions check) {
    this.plan = plan;
    this.check = check;
  }

  /**
   * Checks them.
   *
   * @param workspace an empty directory, which is left with what was needed
   * @param files where the new files are by now
   * @throws UnsoundOutputException if they are not clean
   * @throws CannotCompactException if a server that may have written the old ones does not load
   *     them
   */
  void require(Path workspace, Map<Path, Path> files) throws IOException {
    Path dir = Files.createDirectory(workspace.resolve("trial"));
    Path path;
    if (plan.isSingleFile()) {
      boolean isDump = plan.options().output().form() == BaseForm.DUMP;
      path =
          isDump ? dir.resolve("dump.rdb") : ManifestNames.DEFAULT_APPEND_FILE_NAME.resolveIn(dir);
      show(path, file(files, plan.base()));
    } else {
      path = dir;
      Path directory = Files.createDirectory(dir.resolve(DIRECTORY));
      show(directory.resolve(name(plan.base())), file(files, plan.base()));
      show(directory.resolve(name(plan.residual())), file(files, plan.residual()));
      write(directory.resolve(name(plan.manifest())), plan.manifestContent());
    }
    Report report = Checker.check(path, options());
    if (report.verdict() != Verdict.CLEAN) {
      throw new UnsoundOutputException(report);
    }
    requireAll(report);
  }

  /** Where it may be for one of several servers, all that take the old files take the new ones. */
  private void requireAll(Report report) throws CannotCompactException {
    boolean isGuess =
        plan.report().serverFrom() == ServerSource.COMMANDS
            || plan.report().serverFrom() == ServerSource.DEFAULT;
    if (plan.targetReason().isEmpty() || !isGuess) {
      return;
    }
    for (Server server : Server.values()) {
      boolean tookOld = plan.report().loadsOn().getOrDefault(server, Loads.NO).lenient();
      if (tookOld && !report.loadsOn().getOrDefault(server, Loads.NO).lenient()) {
        throw new CannotCompactException(
            plan.report().root()
                + ": "
                + server.title()
                + " may have written this, but would not load what comes of it: name the server"
                + " it is for (--target ID)");
      }
    }
  }

  /** As the new files will be found: by their names, for the server that they are for. */
  private CheckOptions options() {
    return new CheckOptions(
        Optional.of(plan.options().output().targetOf(plan.report().server()).server()),
        check.databases(),
        true,
        null,
        DIRECTORY,
        check.dbFilename(),
        IoMode.DIRECT,
        check.threads(),
        check.windowSize(),
        check.progress(),
        check.cancelled(),
        check.images());
  }

  private static Path file(Map<Path, Path> files, Path target) {
    Path file = files.get(target);
    if (file == null) {
      throw new IllegalStateException("nothing was made for " + target);
    }
    return file;
  }

  /** By another name where that can be had, else by a link. */
  private static void show(Path as, Path file) throws IOException {
    try {
      Files.createLink(as, file);
    } catch (IOException | UnsupportedOperationException e) {
      Files.createSymbolicLink(as, file);
    }
  }

  private static void write(Path file, Content content) throws IOException {
    if (!(content instanceof Content.Bytes bytes)) {
      throw new IllegalStateException("a manifest is held as it is");
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
