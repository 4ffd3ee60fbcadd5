package org.aofkit.commit;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an operation has kept.
 *
 * @param file in the folder of the operation
 * @param original the file that it is, as it was; empty for {@code bytes}, which holds pieces of
 *     several files, and where the journal does not tell any more
 */
public record KeptFile(Path file, Optional<Path> original) {}
