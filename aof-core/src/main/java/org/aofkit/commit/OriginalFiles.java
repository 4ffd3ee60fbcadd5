package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.aofkit.commit.LoggedFile.Kind;

/**
 * Writes the files as they were before an operation somewhere else. Each gets its name when it is
 * whole; until then it has that of {@link LoggedFile#staged}, which the next run takes again.
 */
final class OriginalFiles {
  private static final Set<OperationStatus> MAY_BE_BACK =
      EnumSet.of(OperationStatus.HALF_DONE, OperationStatus.UNDOING, OperationStatus.ROLLING_BACK);

  private final LoggedOperation operation;

  OriginalFiles(LoggedOperation operation) {
    this.operation = operation;
  }

  List<Path> writeTo(Path target) throws IOException {
    if (MAY_BE_BACK.contains(operation.status())) {
      new Restorer(operation).verifyKeptOrBack();
    } else {
      new Restorer(operation).verifyKept();
    }
    List<Path> written = new ArrayList<>();
    for (LoggedFile file : operation.files()) {
      if (file.kind() == Kind.CREATE) {
        continue;
      }
      Path to = target.resolve(operation.dir().relativize(file.file()));
      Path parent = Durable.parent(to);
      Durable.createDirectories(parent);
      requireFreeOrAsLong(to, file.before().size());
      Path made = LoggedFile.staged(to, operation.name(), file.index());
      try {
        if (file.kind() == Kind.IN_PLACE) {
          putTogether(file, made);
        } else {
          Path kept = LoggedFile.kept(operation.folder(), file.index());
          boolean isBack = Files.notExists(kept, LinkOption.NOFOLLOW_LINKS);
          Durable.copy(isBack ? file.file() : kept, made, file.owner(), null);
        }
        if (!file.before().sameBytes(FileFingerprint.of(made))) {
          throw new ChangedUnderUsException(
              file.file(), "no longer holds the original bytes beside those kept");
        }
        giveName(made, to);
      } catch (IOException e) {
        Files.deleteIfExists(made);
        throw e;
      }
      Durable.forceDirectory(parent);
      written.add(to);
    }
    return List.copyOf(written);
  }

  /** Before all of it is written: a file that is there is none of ours if it is not as long. */
  private static void requireFreeOrAsLong(Path to, long size) throws IOException {
    try {
      BasicFileAttributes there =
          Files.readAttributes(to, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!there.isRegularFile() || there.size() != size) {
        throw new FileAlreadyExistsException(to.toString());
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** Gives the file its name, unless a run before has: no other file is written over. */
  private static void giveName(Path made, Path to) throws IOException {
    try {
      Files.move(made, to);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS) || Files.mismatch(made, to) >= 0) {
        throw e;
      }
      Files.delete(made);
    }
  }

  private void putTogether(LoggedFile file, Path to) throws IOException {
    if (Files.notExists(file.file(), LinkOption.NOFOLLOW_LINKS)) {
      throw new ChangedUnderUsException(file.file(), "is no longer there");
    }
    Durable.copy(file.file(), to, file.owner(), null);
    try (FileChannel out = FileChannel.open(to, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel image = FileChannel.open(operation.image(), StandardOpenOption.READ)) {
      Patch patch = new Patch(out, false);
      for (Extent extent : file.olds()) {
        patch.write(
            new ImageReader(operation.image(), image, extent), extent.offset(), extent.length());
      }
      out.truncate(file.before().size());
      out.force(true);
    }
  }
}
