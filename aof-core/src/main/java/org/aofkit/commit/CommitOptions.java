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
 */
public record CommitOptions(
    @Nullable Path quarantine, Clock clock, String toolVersion, Map<String, String> attributes) {
  /** Copies the map, keeping its order. */
  public CommitOptions {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Quarantine in the directory, no attributes. */
  public static CommitOptions of(Clock clock, String toolVersion) {
    return new CommitOptions(null, clock, toolVersion, Map.of());
  }

  /** The same with another place for the quarantine. */
  public CommitOptions withQuarantine(@Nullable Path directory) {
    return new CommitOptions(directory, clock, toolVersion, attributes);
  }

  /** The same with other attributes. */
  public CommitOptions withAttributes(Map<String, String> other) {
    return new CommitOptions(quarantine, clock, toolVersion, other);
  }
}
