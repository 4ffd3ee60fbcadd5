package org.aofkit.commit;

import java.nio.file.Path;
import java.util.List;

/**
 * One change of one file. Edits are values; {@link Commit#run} carries a list of them out as one
 * operation, all or nothing.
 *
 * <p>Several edits of one file go together if they are all of the kinds {@link Truncate} (once),
 * {@link Overwrite} (disjoint ranges below the size truncated to) and {@link Append}; offsets are
 * those of the original file. Appended bytes follow one another in the order of the list, behind
 * the size truncated to. A file that is replaced, made or removed has one edit.
 */
public sealed interface FileEdit {
  /** The file that changes. */
  Path file();

  /** Cuts the file to {@code newSize} bytes; never grows it. What is cut is kept for undo. */
  record Truncate(Path file, long newSize) implements FileEdit {
    /** Checks the size. */
    public Truncate {
      if (newSize < 0) {
        throw new IllegalArgumentException("negative size " + newSize);
      }
    }
  }

  /**
   * Writes over existing bytes; must end at or before the end of the file.
   *
   * @param file the file
   * @param offset of the first byte written over
   * @param content the new bytes
   * @param tailOptional how many of the last bytes of the content may stay unwritten if the volume
   *     has no block for them (they lie in a hole of a sparse file), with a warning in the outcome
   */
  record Overwrite(Path file, long offset, Content content, long tailOptional) implements FileEdit {
    /** Checks the numbers. */
    public Overwrite {
      if (offset < 0) {
        throw new IllegalArgumentException("negative offset " + offset);
      }
      if (tailOptional < 0 || tailOptional > content.length()) {
        throw new IllegalArgumentException(
            "tailOptional " + tailOptional + " of " + content.length());
      }
      Math.addExact(offset, content.length());
    }

    /** All bytes must be written. */
    public Overwrite(Path file, long offset, Content content) {
      this(file, offset, content, 0);
    }
  }

  /** Adds bytes at the end of the file. */
  record Append(Path file, Content content) implements FileEdit {}

  /**
   * Puts a new file in the old one's place, with its mode, group and, where possible, owner; the
   * old file is kept in the quarantine. If the fingerprint given for the file is {@link
   * FileFingerprint#ABSENT} a file is created where none was (then no part may be a copy); undo
   * removes it again. Access control lists and extended attributes are not carried over.
   */
  record Replace(Path file, List<Part> parts) implements FileEdit {
    /** Copies the list. */
    public Replace {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Puts a file in place whose bytes a {@link FileMaker} writes while the operation is prepared:
   * what is too much to be held or described. As with {@link Replace}, the old file is kept, or a
   * file is created where none was.
   */
  record Make(Path file) implements FileEdit {}

  /** Moves the file into the quarantine; without keeping, deletes it. */
  record Remove(Path file) implements FileEdit {}

  /** A piece of the file that a {@link Replace} writes. */
  sealed interface Part {
    /** Number of bytes. */
    long length();

    /** New bytes. */
    record Literal(Content content) implements Part {
      @Override
      public long length() {
        return content.length();
      }
    }

    /** A range of the old file, as it was when the operation was prepared. */
    record Copy(long offset, long length) implements Part {
      /** Checks the range. */
      public Copy {
        if (offset < 0 || length < 0) {
          throw new IllegalArgumentException("negative range " + offset + "+" + length);
        }
        Math.addExact(offset, length);
      }
    }
  }
}
