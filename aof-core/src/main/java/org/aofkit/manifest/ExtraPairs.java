package org.aofkit.manifest;

/** Which pairs besides {@code file}, {@code seq} and {@code type} are written. */
public enum ExtraPairs {
  /** None, as Redis 7 and Valkey do when they write a manifest anew. */
  DROP,
  /** All but the replication offsets: for files from which commands were removed. */
  KEEP_BUT_OFFSETS,
  /** All. */
  KEEP;

  boolean keeps(ManifestPair pair) {
    return this == KEEP || this == KEEP_BUT_OFFSETS && !pair.isReplicationOffset();
  }
}
