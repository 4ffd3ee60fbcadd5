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
    return open(path, mode, 0);
  }

  /**
   * The same for work that code of other people runs amidst of, such as the loop round {@link
   * org.aofkit.aof.AofReader#next}. Up to Java 21 the missing page of a mapping shows in whatever
   * code runs next, so that windows that are scanned must not be mapped then: they are read. Longer
   * ones are mapped all the same, and must be used through {@linkplain Window#view views} only.
   *
   * @param mode as above
   * @param scanned bytes of the longest window that is scanned
   * @return as above
   * @throws IOException as above
   */
  public static ByteSource openForOthers(Path path, IoMode mode, int scanned) throws IOException {
    return open(path, mode, MappedFaults.LATE ? scanned + 1 : 0);
  }

  private static ByteSource open(Path path, IoMode mode, int leastMapped) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    boolean opened = false;
    try {
      Path last = path.getFileName();
      String name = (last == null ? path : last).toString();
      long size = channel.size();
      FileChannel direct =
          mode == IoMode.DIRECT ? DirectIo.open(path, StandardOpenOption.READ) : null;
      ByteSource source = new FileSource(name, channel, size, mode, leastMapped, direct);
      opened = true;
      return source;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }
}
