package org.aofkit.rdb;

/**
 * What stopped the stepping over an RDB image. Every server known to this project refuses such an
 * image, aborts, or (kind {@link Kind#UNSUPPORTED}) does not know it.
 *
 * @param kind what it is
 * @param offset the byte offset in the source where it is; for {@link Kind#CUT} where the piece
 *     begins that is not whole
 * @param text what was found and what was expected there
 */
public record RdbProblem(Kind kind, long offset, String text) {
  /** The kinds of problems. */
  public enum Kind {
    /** The bytes do not begin with the magic of an RDB image. */
    NOT_RDB,
    /** The source ends inside the image. */
    CUT,
    /**
     * Bytes that mean nothing in an image of this version and dialect, or that every server
     * refuses.
     */
    BAD_FORMAT,
    /**
     * A key that was there already in the same database: servers abort. Only a key that follows
     * directly on its like is noticed; that is what a run of NUL bytes looks like, read as strings
     * with an empty name.
     */
    DUPLICATE_KEY,
    /** The image is whole but its checksum is not that of its bytes. */
    CHECKSUM,
    /** The image is of a version newer than this tool knows; it was not judged. */
    UNSUPPORTED
  }
}
