package org.aofkit.manifest;

/** What a file in the AOF directory or in the server's working directory is, by its name. */
public enum NameKind {
  /** {@code NAME.manifest}: the list itself. */
  MANIFEST,
  /** {@code NAME.<seq>.base.rdb}: a base in RDB form. */
  BASE_RDB,
  /** {@code NAME.<seq>.base.aof}: a base in command form. */
  BASE_AOF,
  /** {@code NAME.<seq>.incr.aof}. */
  INCR,
  /** {@code NAME}: the single file of a server before 7.0, in either directory. */
  SINGLE,
  /** {@code temp-NAME.manifest}: a manifest that was being written. */
  TEMP_MANIFEST,
  /** {@code temp-NAME.incr}: commands logged while the AOF was being switched on; never listed. */
  TEMP_INCR,
  /** {@code temp-rewriteaof-<pid>.aof}: a rewrite that was under way. */
  TEMP_REWRITE,
  /**
   * {@code temp-rewriteaof-bg-<pid>.aof}: a finished rewrite that was not yet moved into the AOF
   * directory.
   */
  TEMP_REWRITE_DONE,
  /** {@code temp-<pid>.rdb}: an RDB file that was being saved. */
  TEMP_RDB,
  /** {@code temp-<unix time>.<pid>.rdb}: an RDB file that a replica was receiving. */
  TEMP_REPLICA_RDB,
  /** Anything else. */
  OTHER;

  /** Whether a server leaves such a file behind when it dies, and never looks at it again. */
  public boolean isLeftover() {
    return ordinal() >= TEMP_MANIFEST.ordinal() && ordinal() <= TEMP_REPLICA_RDB.ordinal();
  }
}
