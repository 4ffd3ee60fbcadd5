package org.aofkit.commit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes to be written, described rather than held: literal bytes, a run of one byte, a range of a
 * file, or several of these in a row. Immutable. Gigabytes of a run or of a file range cost no
 * memory; only literal bytes are held.
 */
public sealed interface Content {
  /** Number of bytes, at least 0. */
  long length();

  /** Literal bytes; the array is copied. */
  static Content of(byte... bytes) {
    return new Bytes(bytes);
  }

  /** The byte {@code value}, {@code length} times. */
  static Content run(byte value, long length) {
    return new Run(value, length);
  }

  /**
   * A range of a file, read while the operation is prepared, before any edit of it is applied. The
   * caller gives that file's fingerprint with the operation, or a change of it goes unseen.
   */
  static Content slice(Path file, long offset, long length) {
    return new FileSlice(file, offset, length);
  }

  /** The given contents one behind the other. */
  static Content join(Content... parts) {
    return join(Arrays.asList(parts));
  }

  /** The given contents one behind the other. */
  static Content join(List<Content> parts) {
    List<Content> flat = new ArrayList<>();
    for (Content part : parts) {
      if (part instanceof Sequence sequence) {
        flat.addAll(sequence.parts());
      } else {
        flat.add(part);
      }
    }
    return new Sequence(flat);
  }

  /** Literal bytes. */
  record Bytes(byte[] bytes) implements Content {
    /** Copies the array. */
    public Bytes {
      bytes = bytes.clone();
    }

    /** A copy of the bytes. */
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Bytes[" + bytes.length + "]";
    }
  }

  /** One byte, {@code length} times. */
  record Run(byte value, long length) implements Content {
    /** Checks the length. */
    public Run {
      if (length < 0) {
        throw new IllegalArgumentException("negative length " + length);
      }
    }
  }

  /** A range of a file. */
  record FileSlice(Path file, long offset, long length) implements Content {
    /** Checks the range. */
    public FileSlice {
      if (offset < 0 || length < 0) {
        throw new IllegalArgumentException("negative range " + offset + "+" + length);
      }
      Math.addExact(offset, length);
    }
  }

  /** Contents one behind the other; made by {@link #join}. */
  record Sequence(List<Content> parts, long length) implements Content {
    /** Copies the list and checks the length. */
    public Sequence {
      parts = List.copyOf(parts);
      if (length != total(parts)) {
        throw new IllegalArgumentException("length " + length + ", parts have " + total(parts));
      }
    }

    Sequence(List<Content> parts) {
      this(parts, total(parts));
    }

    private static long total(List<Content> parts) {
      long total = 0;
      for (Content part : parts) {
        total = Math.addExact(total, part.length());
      }
      return total;
    }
  }
}
