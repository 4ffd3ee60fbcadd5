package org.aofkit.io;

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

  /**
   * Java's own name for it, in a module that a runtime image need not have; compilers warn of it
   * where it is written down.
   */
  private static final String OPTIONS = "com.sun.nio.file.ExtendedOpenOption";

  private static final @Nullable OpenOption DIRECT = option();

  private DirectIo() {}

  private static @Nullable OpenOption option() {
    try {
      return Class.forName(OPTIONS).getField("DIRECT").get(null) instanceof OpenOption option
          ? option
          : null;
    } catch (ReflectiveOperationException e) {
      // Then there is none of it.
      return null;
    }
  }

  /**
   * Opens a file of which whole blocks are read or written.
   *
   * @return null if that can't be had
   */
  static @Nullable FileChannel open(Path path, OpenOption how) {
    OpenOption directly = DIRECT;
    if (directly == null) {
      return null;
    }
    try {
      long block = Files.getFileStore(path).getBlockSize();
      if (block <= 0 || ALIGNMENT % block != 0) {
        return null;
      }
      return FileChannel.open(path, how, directly);
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
