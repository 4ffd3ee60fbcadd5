package org.aofkit.fuzz.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** Copies and deletes whole trees; names are handled as the bytes they are. */
public final class TempTree {
  private TempTree() {}

  /**
   * Copies a tree into a folder, which is made if it is not there. Symbolic links stay links; times
   * and modes are kept, and what is copied can be written by its owner.
   */
  public static void copy(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(target.resolve(source.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = target.resolve(source.relativize(file));
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile() && !Files.isWritable(copy)) {
              var modes = Files.getPosixFilePermissions(copy);
              modes.add(PosixFilePermission.OWNER_WRITE);
              Files.setPosixFilePermissions(copy, modes);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Deletes a tree, following no link; nothing happens if it is not there. */
  public static void delete(Path root) throws IOException {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.deleteIfExists(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  /** Deletes a tree when the process ends; what cannot be deleted then stays. */
  public static void deleteAtExit(Path root) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    delete(root);
                  } catch (IOException e) {
                    System.err.println("left behind: " + root + " (" + e + ")");
                  }
                }));
  }
}
