package org.aofkit.commit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An operation of the past, as its journal tells.
 *
 * @param name {@code <UTC>-<n>}; n counts the operations of a directory
 * @param folder where journal and kept bytes are
 * @param status how far it came
 * @param time when it began; {@link Instant#EPOCH} if the journal does not tell
 * @param toolVersion version of the tool that ran it; empty if the journal does not tell
 * @param attributes what the caller noted: plan id, lost bytes, verdict afterwards, …
 * @param files the files it changes
 * @param warnings what could not be done in full
 */
public record Operation(
    String name,
    Path folder,
    OperationStatus status,
    Instant time,
    String toolVersion,
    Map<String, String> attributes,
    List<Path> files,
    List<String> warnings) {
  /** Copies the collections. */
  public Operation {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  Operation with(OperationStatus other) {
    return new Operation(name, folder, other, time, toolVersion, attributes, files, warnings);
  }

  Operation withWarning(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new Operation(name, folder, status, time, toolVersion, attributes, files, more);
  }
}
