package org.aofkit.fsck.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a server's configuration file says about its persistence files. Null means that the file
 * does not say it, so that the server's default holds.
 *
 * @param dir the data directory, as written
 * @param dbFilename {@code dbfilename}
 * @param appendOnly {@code appendonly}
 * @param appendDirname {@code appenddirname}
 * @param appendFilename {@code appendfilename}
 * @param databases {@code databases}; 1 or more
 * @param loadTruncated {@code aof-load-truncated}
 * @param sanitized whether {@code sanitize-dump-payload} is {@code yes}; {@code clients} is like
 *     {@code no} for files that are loaded (measured with Redis 7.0.15 and 8.0.6)
 * @param clustered {@code cluster-enabled}
 * @param file the configuration file
 */
public record ServerConfig(
    @Nullable String dir,
    @Nullable String dbFilename,
    @Nullable Boolean appendOnly,
    @Nullable String appendDirname,
    @Nullable String appendFilename,
    @Nullable Integer databases,
    @Nullable Boolean loadTruncated,
    @Nullable Boolean sanitized,
    @Nullable Boolean clustered,
    Path file) {}
