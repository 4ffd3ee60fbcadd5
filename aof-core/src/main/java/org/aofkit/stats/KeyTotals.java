package org.aofkit.stats;

/**
 * Counts over some keys of an image.
 *
 * @param keys how many keys there are
 * @param expiring how many of them have a deadline
 * @param elements what their values hold: elements, members, fields, entries that are not deleted;
 *     a string and a value of a module count as one
 * @param bytes of their records in the file: header, name and value
 * @param expanded the same if nothing were compressed
 */
public record KeyTotals(long keys, long expiring, long elements, long bytes, long expanded) {}
