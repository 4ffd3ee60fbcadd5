package org.aofkit.check;

import org.aofkit.rdb.RdbChecksum;
import org.aofkit.rdb.RdbDuplicates;

/**
 * What is to be said of the RDB image of a file.
 *
 * @param checksum what its checksum says
 * @param duplicates whether its keys were compared with each other
 * @param damaged how many places are wrong that some server loads, harmless ones included
 */
public record ImageReport(RdbChecksum checksum, RdbDuplicates.State duplicates, long damaged) {}
