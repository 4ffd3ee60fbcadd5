package org.aofkit.compact;

/**
 * How large the new files are.
 *
 * @param base bytes of the new base; of the only file, where the log is one
 * @param residual bytes of the new log
 * @param manifest bytes of the new manifest
 * @param carried how many commands stand in the new log
 */
public record CompactSize(long base, long residual, long manifest, long carried) {
  /** Bytes of all of them. */
  public long bytes() {
    return base + residual + manifest;
  }
}
