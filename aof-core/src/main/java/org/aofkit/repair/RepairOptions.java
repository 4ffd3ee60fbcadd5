package org.aofkit.repair;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What an execution of a plan may be told.
 *
 * @param quarantine where the journal and what is taken out are kept; empty for {@code .aof-fsck}
 *     in the data directory
 * @param clock gives the time in the name of the operation
 * @param toolVersion written into the journal
 * @param cancelled asked before anything is written; if it says yes nothing is, and the execution
 *     ends with a {@link java.util.concurrent.CancellationException}
 */
public record RepairOptions(
    Optional<Path> quarantine, Clock clock, String toolVersion, BooleanSupplier cancelled) {}
