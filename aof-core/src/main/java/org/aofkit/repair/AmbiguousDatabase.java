package org.aofkit.repair;

import java.util.Locale;

/**
 * What becomes of commands whose database is no longer known, because a SELECT may have been lost
 * in front of them: those behind a damage up to the next SELECT.
 */
public enum AmbiguousDatabase {
  /** They go to the quarantine, counted and listed. */
  DROP,
  /** They stay, behind an explicit SELECT of the last known database. */
  KEEP;

  /** The word on the command line and in JSON: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
