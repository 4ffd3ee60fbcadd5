package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aofkit.aof.SetFile;

/** What the files were like when the compaction began. */
final class InputStates {
  private final List<SetFile> files;
  private final List<BasicFileAttributes> before = new ArrayList<>();

  /**
   * Looks at the files.
   *
   * @throws InputChangedException if one has another size than when its directory was looked at
   */
  InputStates(List<SetFile> files) throws IOException {
    this.files = files;
    for (SetFile file : files) {
      BasicFileAttributes now = look(file);
      if (now.size() != file.size()) {
        throw new InputChangedException(file.name().toString());
      }
      before.add(now);
    }
  }

  /**
   * Looks again.
   *
   * @throws InputChangedException if one is not what it was
   */
  void verify() throws IOException {
    for (int i = 0; i < files.size(); i++) {
      BasicFileAttributes now = look(files.get(i));
      BasicFileAttributes was = before.get(i);
      if (now.size() != was.size()
          || !now.lastModifiedTime().equals(was.lastModifiedTime())
          || !Objects.equals(now.fileKey(), was.fileKey())) {
        throw new InputChangedException(files.get(i).name().toString());
      }
    }
  }

  private static BasicFileAttributes look(SetFile file) throws IOException {
    return Files.readAttributes(file.path(), BasicFileAttributes.class);
  }
}
