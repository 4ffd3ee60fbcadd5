package org.aofkit.aof;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What lies at a path, symbolic links followed. Other than the questions of {@link Files}, which
 * say no where they should say that they don't know, these fail if the file system gives no answer:
 * a directory that can't be looked into must not pass for an empty one.
 *
 * @param attributes null if nothing is there, or a link that leads nowhere
 */
record PathLook(@Nullable BasicFileAttributes attributes) {
  /** What the JDK adds to the words of the system where links lead in a circle. */
  private static final String CIRCLE = "unable to access attributes of symbolic link";

  static PathLook at(Path path) throws IOException {
    try {
      return new PathLook(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new PathLook(null);
    } catch (FileSystemException e) {
      String reason = e.getReason();
      boolean circle =
          reason != null && (reason.endsWith(CIRCLE) || reason.equals("Not a directory"));
      if (circle) {
        return new PathLook(null);
      }
      throw e;
    }
  }

  /** Whether a path, its last element not followed, is a symbolic link. */
  static boolean isLink(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isSymbolicLink();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  boolean exists() {
    return attributes != null;
  }

  boolean isDirectory() {
    return attributes != null && attributes.isDirectory();
  }

  boolean isFile() {
    return attributes != null && attributes.isRegularFile();
  }

  /** In bytes; 0 if it is no regular file. */
  long size() {
    return attributes != null && attributes.isRegularFile() ? attributes.size() : 0;
  }
}
