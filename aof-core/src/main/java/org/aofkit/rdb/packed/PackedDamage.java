package org.aofkit.rdb.packed;

/**
 * The first thing that is wrong in a packed string. Checked, so that nobody forgets it, and without
 * a stack trace: it is an answer about a file, and files may be full of it.
 */
public final class PackedDamage extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which part is wrong; it decides who refuses the string. */
  public enum Part {
    /** The LZF stream does not expand to what it announces: every server refuses it. */
    COMPRESSION,
    /**
     * Header, announced size or last byte: every server refuses it, for this is what all of them
     * look at.
     */
    OUTSIDE,
    /**
     * An entry, a count or a length inside: refused by whoever walks the container. For ziplists
     * and zipmaps that is every server; for listpacks and intsets Valkey 9, and Redis 7 and 8 only
     * if told to sanitize.
     */
    INSIDE
  }

  private final Part part;
  private final long offset;
  private final boolean isEarlyEnd;

  /**
   * @param part what is wrong
   * @param offset where: bytes from the beginning of the expanded string, or for {@link
   *     Part#COMPRESSION} of the compressed bytes
   * @param text what was expected and what was found
   */
  public PackedDamage(Part part, long offset, String text) {
    this(part, offset, text, false);
  }

  private PackedDamage(Part part, long offset, String text, boolean isEarlyEnd) {
    super(text, null, false, false);
    this.part = part;
    this.offset = offset;
    this.isEarlyEnd = isEarlyEnd;
  }

  static PackedDamage compression(long offset, String text) {
    return new PackedDamage(Part.COMPRESSION, offset, text);
  }

  static PackedDamage outside(long offset, String text) {
    return new PackedDamage(Part.OUTSIDE, offset, text);
  }

  /** An end, or a count, where more entries follow: whoever goes by the entries takes it as one. */
  static PackedDamage earlyEnd(long offset, String text) {
    return new PackedDamage(Part.INSIDE, offset, text, true);
  }

  static PackedDamage inside(long offset, String text) {
    return new PackedDamage(Part.INSIDE, offset, text);
  }

  /**
   * Whether all entries of a listpack are intact up to where it says it ends, and only its count or
   * its size is another.
   */
  public boolean isEarlyEnd() {
    return isEarlyEnd;
  }

  /** What is wrong. */
  public Part part() {
    return part;
  }

  /**
   * Where: bytes from the beginning of the expanded string, or for {@link Part#COMPRESSION} of the
   * compressed bytes.
   */
  public long offset() {
    return offset;
  }
}
