package org.aofkit.io;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reading and writing past the page cache, where file system and platform have that. */
final class DirectIo {
  /** A power of two; file systems with larger blocks are left alone. */
  static final int ALIGNMENT = 1 << 12;

  private DirectIo() {}

  /**
   * Opens a file of which whole blocks are read or written.
   *
   * @return null if that can't be had
   */
  static @Nullable FileChannel open(Path path, OpenOption how) {
    try {
      long block = Files.getFileStore(path).getBlockSize();
      if (block <= 0 || ALIGNMENT % block != 0) {
        return null;
      }
      return FileChannel.open(path, how, ExtendedOpenOption.DIRECT);
    } catch (IOException | UnsupportedOperationException e) {
      // File systems in memory and in archives have none of it; whoever asks goes the usual way.
      return null;
    }
  }

  /** A buffer that begins where it has to, outside the heap. */
  static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size + ALIGNMENT).alignedSlice(ALIGNMENT).limit(size).slice();
  }
}
