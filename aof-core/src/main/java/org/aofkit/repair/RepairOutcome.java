package org.aofkit.repair;

import java.nio.file.Path;
import org.aofkit.check.Report;

/**
 * What a repair has done.
 *
 * @param after the check of the files as they are now
 * @param lost what was given up, as the journal has it
 * @param operation the folder with the journal and the bytes taken out
 */
public record RepairOutcome(Report after, Lost lost, Path operation) {}
