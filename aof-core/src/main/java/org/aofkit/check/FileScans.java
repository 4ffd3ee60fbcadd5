package org.aofkit.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.aofkit.io.ByteSource;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What scanning a file gave, kept for the length of one check: where a manifest is lost, a file is
 * judged in several chains, and scanned once. A file that has another size by now is scanned again.
 */
final class FileScans {
  private final IoMode ioMode;
  private final Map<Path, Image> images = new HashMap<>();
  private final Map<Path, Log> logs = new HashMap<>();

  private record Image(long size, ImageScan scan) {}

  /**
   * What the commands of a file gave.
   *
   * @param size bytes of the file
   * @param server for which the complaints are
   * @param start where the commands begin
   */
  record Log(long size, Server server, long start, LogScan.Result result, Complaints complaints) {}

  FileScans(IoMode ioMode) {
    this.ioMode = ioMode;
  }

  /** How the files are read. */
  IoMode ioMode() {
    return ioMode;
  }

  /** The image at the head of a file that begins like one. */
  ImageScan image(Path path, ByteSource source, RdbOptions how, CheckOptions options)
      throws IOException {
    Image known = images.get(path);
    if (known != null && known.size() == source.size()) {
      return known.scan();
    }
    ImageScan scan = ImageScan.of(source, how, options);
    images.put(path, new Image(source.size(), scan));
    return scan;
  }

  /** The image at the head of a file, if it was read; null otherwise. */
  @Nullable RdbImage image(Path path) {
    Image known = images.get(path);
    return known == null ? null : known.scan().image();
  }

  /** What the commands of a file gave for this server; null where they were not read yet. */
  @Nullable Log log(Path path, ByteSource source, Server server) {
    Log known = logs.get(path);
    boolean same = known != null && known.size() == source.size() && known.server() == server;
    return same ? known : null;
  }

  /** What the commands of a file gave, for whatever server; null where they were not read. */
  @Nullable Log log(Path path) {
    return logs.get(path);
  }

  void keep(
      Path path,
      ByteSource source,
      Server server,
      long start,
      LogScan.Result result,
      Complaints complaints) {
    logs.put(path, new Log(source.size(), server, start, result, complaints));
  }
}
