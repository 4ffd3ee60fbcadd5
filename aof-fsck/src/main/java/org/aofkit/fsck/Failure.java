package org.aofkit.fsck;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import org.aofkit.fsck.render.ByteStrings;
import org.jspecify.annotations.Nullable;

/** What went wrong, in words for people. */
final class Failure {
  private Failure() {}

  /** One sentence without a full stop that names the file where it is known. */
  static String describe(Throwable cause) {
    if (cause instanceof FileSystemException failure) {
      String file = failure.getFile() == null ? "" : shown(failure.getFile()) + ": ";
      if (cause instanceof NoSuchFileException) {
        return file + notFound(failure.getFile(), System.getProperty("user.dir", ""));
      }
      if (cause instanceof AccessDeniedException) {
        return file + "permission denied";
      }
      if (cause instanceof NotDirectoryException) {
        return file + "not a directory";
      }
      if (cause instanceof FileAlreadyExistsException) {
        return file + "is there already";
      }
      return file + orClass(failure.getReason(), cause);
    }
    if (cause instanceof ReadOnlyFileSystemException) {
      return "the file system is read-only";
    }
    if (cause instanceof java.io.IOException) {
      return orClass(cause.getMessage(), cause);
    }
    if (cause instanceof OutOfMemoryError) {
      return "out of memory; give the JVM more with -Xmx, or use --threads 1";
    }
    return "internal error: " + cause + "; please report it (--debug shows where)";
  }

  /**
   * That there is nothing at a path, and why that may be wrong: the JVM can't look behind a working
   * directory whose name holds what the locale has no character for, which it shows as U+FFFD.
   *
   * @param file as it was given; null where that is not known
   * @param workingDirectory as the JVM has read it
   */
  static String notFound(@Nullable String file, String workingDirectory) {
    boolean relative = file != null && !file.startsWith("/");
    return relative && workingDirectory.indexOf('\ufffd') >= 0
        ? "not found: the name of the working directory holds other than ASCII characters and did not arrive"
            + " whole, because of the locale; set LC_ALL=C.UTF-8, or use --paths-from with absolute names"
        : "no such file or directory";
  }

  /** A name may hold line ends and what steers a terminal. */
  private static String shown(String file) {
    return ByteStrings.forPeople(file.getBytes(StandardCharsets.UTF_8));
  }

  private static String orClass(@Nullable String words, Throwable cause) {
    return words == null || words.isEmpty() ? cause.getClass().getSimpleName() : words;
  }

  /** The stack trace, for {@code --debug} only. */
  static void trace(Throwable cause, boolean debug, PrintStream err) {
    if (debug) {
      cause.printStackTrace(err);
    }
  }
}
