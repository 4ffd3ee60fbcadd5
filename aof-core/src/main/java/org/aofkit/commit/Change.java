package org.aofkit.commit;

import java.nio.file.Path;
import java.util.List;

/** All that an operation does to one file. */
sealed interface Change {
  Path file();

  FileFingerprint before();

  /**
   * Writes over and behind the file's bytes, then cuts it.
   *
   * @param cutAt bytes of the original file from here on are given up (some may be written over)
   * @param finalSize size afterwards
   * @param writes disjoint and sorted; together they cover {@code cutAt..finalSize}
   */
  record InPlace(Path file, FileFingerprint before, long cutAt, long finalSize, List<Write> writes)
      implements Change {}

  /** Bytes that go to an offset. */
  record Write(long offset, Content content, long tailOptional) {
    long end() {
      return offset + content.length();
    }
  }

  /** Puts a new file where one was, or where none was. */
  record Swap(Path file, FileFingerprint before, List<FileEdit.Part> parts) implements Change {
    long size() {
      return parts.stream().mapToLong(FileEdit.Part::length).reduce(0, Math::addExact);
    }
  }

  /** Puts a file whose bytes are made while preparing where one was, or where none was. */
  record Made(Path file, FileFingerprint before) implements Change {}

  /** Takes a file away. */
  record Removal(Path file, FileFingerprint before) implements Change {}
}
