package org.aofkit.rdb;

/** How closely an RDB image is looked at. */
public enum RdbDepth {
  /**
   * Records, lengths, LZF streams and the outside of packed containers: what servers look at by
   * default, but for the first entry of a stream's node, which they read too. So this does not tell
   * for sure that a server loads an image with streams.
   */
  STEP,
  /**
   * Everything: the inside of packed containers, duplicates and order in collections, streams and
   * what their consumers own.
   */
  DEEP
}
