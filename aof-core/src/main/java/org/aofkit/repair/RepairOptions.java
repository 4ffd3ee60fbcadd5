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
 * @param cancelled asked before each step that can still be rolled back; once it says yes the
 *     operation is rolled back and ends with a {@link java.util.concurrent.CancellationException}.
 *     Behind the commit record it is not asked any more
 */
public record RepairOptions(
    Optional<Path> quarantine, Clock clock, String toolVersion, BooleanSupplier cancelled) {}
