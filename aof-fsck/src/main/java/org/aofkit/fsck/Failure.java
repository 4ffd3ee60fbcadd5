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
        return file + "no such file or directory";
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
