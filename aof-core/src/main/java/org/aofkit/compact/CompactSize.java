package org.aofkit.compact;

/**
 * How large the new files are.
 *
 * @param base bytes of the new base
 * @param residual bytes of the new log, or of what stands behind the image in a single one
 * @param manifest bytes of the new manifest; 0 for a single log
 * @param made what would stand in them, and what was noticed meanwhile
 */
public record CompactSize(long base, long residual, long manifest, Compaction.Result made) {
  /** Bytes of all of them. */
  public long bytes() {
    return base + residual + manifest;
  }

  /** How many commands stand in the new log. */
  public long carried() {
    return made.carried();
  }
}
