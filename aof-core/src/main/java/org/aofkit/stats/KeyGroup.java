package org.aofkit.stats;

/**
 * Keys that have something in common.
 *
 * @param database the number of their database, without sign; -1 for all, and for those of the many
 *     databases that are not counted by themselves, to which 2^64-1 belongs
 * @param type what they hold, for example {@code hash}; empty for all types
 * @param encoding how they are written, for example {@code listpack}; empty for all
 * @param totals what was counted
 */
public record KeyGroup(long database, String type, String encoding, KeyTotals totals) {}
