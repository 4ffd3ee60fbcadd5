package org.aofkit.rdb.write;

import java.util.EnumSet;
import java.util.Set;

/**
 * How an image is written.
 *
 * @param compression whether strings are compressed where that saves something, as servers do by
 *     default
 * @param checksum whether the image ends with its checksum; otherwise with zeros, which servers
 *     take for "not computed"
 * @param mayLose what may be left out where the target cannot express it
 */
public record RdbWriterOptions(boolean compression, boolean checksum, Set<RdbFeature> mayLose) {
  /** What servers do by default; nothing may be lost. */
  public static final RdbWriterOptions DEFAULT = new RdbWriterOptions(true, true, Set.of());

  /** Copies the set. */
  public RdbWriterOptions {
    mayLose = Set.copyOf(mayLose);
  }

  /** The same, but these may be left out where the target cannot express them. */
  public RdbWriterOptions losing(Set<RdbFeature> features) {
    var all = EnumSet.noneOf(RdbFeature.class);
    all.addAll(mayLose);
    all.addAll(features);
    return new RdbWriterOptions(compression, checksum, all);
  }
}
