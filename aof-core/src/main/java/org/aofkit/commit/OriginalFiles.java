package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.commit.LoggedFile.Kind;

/** Writes the files as they were before an operation somewhere else. */
final class OriginalFiles {
  private final LoggedOperation operation;

  OriginalFiles(LoggedOperation operation) {
    this.operation = operation;
  }

  List<Path> writeTo(Path target) throws IOException {
    new Restorer(operation).verifyKept();
    List<Path> written = new ArrayList<>();
    for (LoggedFile file : operation.files()) {
      if (file.kind() == Kind.CREATE) {
        continue;
      }
      Path to = target.resolve(operation.dir().relativize(file.file()));
      Durable.createDirectories(Durable.parent(to));
      // Fails if there is such a file: then it is not ours to write over.
      Files.createFile(to);
      try {
        if (file.kind() == Kind.IN_PLACE) {
          putTogether(file, to);
        } else {
          Durable.copy(LoggedFile.kept(operation.folder(), file.index()), to, file.owner(), null);
        }
        if (!file.before().sameBytes(FileFingerprint.of(to))) {
          throw new ChangedUnderUsException(
              file.file(), "no longer holds the original bytes beside those kept");
        }
      } catch (IOException e) {
        Files.delete(to);
        throw e;
      }
      Durable.forceDirectory(Durable.parent(to));
      written.add(to);
    }
    return List.copyOf(written);
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
