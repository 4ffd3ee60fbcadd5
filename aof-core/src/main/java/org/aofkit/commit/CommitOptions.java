package org.aofkit.commit;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an operation is carried out.
 *
 * @param quarantine where journal and kept bytes go, perhaps on another volume; null: {@code
 *     .aof-fsck} in the directory itself. The directory is made if it does not exist
 * @param clock gives the time that names the operation
 * @param toolVersion noted in the journal
 * @param attributes noted in the journal, in this order, for {@link Operations#list}: plan id, lost
 *     bytes, …
 * @param keepsOld whether removed files are kept, so that the operation can be undone; else they
 *     are deleted when all that is new is in place
 * @param isSwap whether new files are written beside the journal, and brought into the directory
 *     only when the old ones that are removed have made room there: for a volume without a free
 *     block. Needs a quarantine elsewhere, which is read when an interrupted run is finished
 */
public record CommitOptions(
    @Nullable Path quarantine,
    Clock clock,
    String toolVersion,
    Map<String, String> attributes,
    boolean keepsOld,
    boolean isSwap) {
  /**
   * Copies the map, keeping its order.
   *
   * @throws IllegalArgumentException for a swap without a quarantine elsewhere
   */
  public CommitOptions {
    if (isSwap && quarantine == null) {
      throw new IllegalArgumentException("a swap goes through a directory elsewhere");
    }
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Quarantine in the directory, no attributes. */
  public static CommitOptions of(Clock clock, String toolVersion) {
    return new CommitOptions(null, clock, toolVersion, Map.of(), true, false);
  }

  /** The same with another place for the quarantine. */
  public CommitOptions withQuarantine(@Nullable Path directory) {
    return new CommitOptions(directory, clock, toolVersion, attributes, keepsOld, isSwap);
  }

  /** The same with other attributes. */
  public CommitOptions withAttributes(Map<String, String> other) {
    return new CommitOptions(quarantine, clock, toolVersion, other, keepsOld, isSwap);
  }

  /** The same, but removed files are deleted when the operation is finished. */
  public CommitOptions withoutKeeping() {
    return new CommitOptions(quarantine, clock, toolVersion, attributes, false, isSwap);
  }

  /**
   * The same as a swap through a directory on another volume.
   *
   * @param scratch takes the journal, the new files and, unless nothing is kept, the old ones
   */
  public CommitOptions swappingThrough(Path scratch) {
    return new CommitOptions(scratch, clock, toolVersion, attributes, keepsOld, true);
  }
}
