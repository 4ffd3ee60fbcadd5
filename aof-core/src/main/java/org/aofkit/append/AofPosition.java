package org.aofkit.append;

import org.aofkit.io.FileName;

/**
 * A place in a log.
 *
 * @param file the incr
 * @param offset in bytes from its beginning
 */
public record AofPosition(FileName file, long offset) {}
