package org.aofkit.rdb;

/**
 * The counters of a stream. Ids are two numbers without sign: milliseconds and sequence.
 *
 * @param length how many entries it says it has
 * @param lastMilliseconds of the last id ever given
 * @param lastSequence of the last id ever given
 * @param hasHistory whether the file tells what follows; images before Redis 7.0 do not
 * @param firstMilliseconds of the first entry
 * @param firstSequence of the first entry
 * @param maxDeletedMilliseconds of the highest id that was deleted
 * @param maxDeletedSequence of the highest id that was deleted
 * @param entriesAdded how many entries were ever added
 */
public record RdbStreamState(
    long length,
    long lastMilliseconds,
    long lastSequence,
    boolean hasHistory,
    long firstMilliseconds,
    long firstSequence,
    long maxDeletedMilliseconds,
    long maxDeletedSequence,
    long entriesAdded) {}
