package org.aofkit.rdb.write;

import java.time.Clock;

/**
 * What an image says about where it comes from, in the fields that servers write first. Loading
 * servers do not need them.
 *
 * @param serverVersion goes into {@code redis-ver} or {@code valkey-ver}
 * @param clock says the time of writing
 * @param usedMemory bytes of memory that the data took; 0 if not known
 * @param isAofBase whether the image is the base of an append-only file
 */
public record RdbOrigin(String serverVersion, Clock clock, long usedMemory, boolean isAofBase) {}
