package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.io.DirectFile;

/** Writes the new files of a plan wherever they are to be, and has them checked there. */
final class NewFiles {
  private static final int CHUNK = 1 << 20;

  private final CompactPlan plan;
  private final CheckOptions check;
  private final ImageMaker maker;

  NewFiles(CompactPlan plan, CheckOptions check) {
    this.plan = plan;
    this.check = check;
    this.maker = new ImageMaker(plan, check);
  }

  /** Bytes written, the manifest included. */
  long bytes() {
    return maker.bytes();
  }

  /** What was written. */
  Compaction.Result result() {
    return maker.result();
  }

  /**
   * Writes them.
   *
   * @param log what is read, in load order
   * @param base takes the base, or the whole of a single log
   * @param path where it is by now
   * @param residual takes the new log; the same channel for a single one
   * @param workspace a directory for what is needed meanwhile, which is left there
   */
  void write(List<SetFile> log, FileChannel base, Path path, FileChannel residual, Path workspace)
      throws IOException {
    if (!plan.isSingleFile()) {
      write(log, base, path, residual);
      return;
    }
    try (FileChannel apart =
        FileChannel.open(
            workspace.resolve("residual"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW)) {
      write(log, base, path, apart);
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      apart.position(0);
      base.position(base.size());
      while (apart.read(buffer.clear()) > 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          base.write(buffer);
        }
      }
    }
  }

  private void write(List<SetFile> log, FileChannel base, Path path, FileChannel residual)
      throws IOException {
    try (var direct = new DirectFile(base, path)) {
      maker.write(log, direct, residual);
    }
  }

  /**
   * Checks them.
   *
   * @param files where they are by now
   * @throws UnsoundOutputException if they are not clean
   */
  void check(Path workspace, Map<Path, Path> files) throws IOException {
    new Trial(plan, check).require(workspace, files);
  }
}
