package org.aofkit.repair;

import java.nio.file.Path;
import java.util.List;
import org.aofkit.check.Report;

/**
 * What a repair has done.
 *
 * @param after the check of the files as they are now
 * @param lost what was given up, as the journal has it
 * @param warnings what could not be done in full, though the repair holds; a sentence each
 * @param operation the folder with the journal and the bytes taken out
 */
public record RepairOutcome(Report after, Lost lost, Path operation, List<String> warnings) {
  /** Copies the list. */
  public RepairOutcome {
    warnings = List.copyOf(warnings);
  }
}
