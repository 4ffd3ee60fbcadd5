package org.aofkit.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files for reading. */
public final class FileSources {
  private FileSources() {}

  /**
   * Opens a file through its own file system, which need not be the default one. Nothing is ever
   * written through the source.
   *
   * @param path the file
   * @param mode how windows come to be; on a file system that cannot map they are read in either
   *     case
   * @return the source, to be closed by the caller. Interrupting a thread that reads from it closes
   *     its channel, as for any {@link FileChannel}.
   * @throws IOException if the file cannot be opened
   */
  public static ByteSource open(Path path, IoMode mode) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    boolean opened = false;
    try {
      Path last = path.getFileName();
      String name = (last == null ? path : last).toString();
      FileChannel direct =
          mode == IoMode.DIRECT ? DirectIo.open(path, StandardOpenOption.READ) : null;
      ByteSource source = new FileSource(name, channel, channel.size(), mode, direct);
      opened = true;
      return source;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }
}
