package org.aofkit.stats;

/**
 * The commands of one name.
 *
 * @param name in lower case, as bytes; its first 64 bytes. Must not be changed. Empty for all those
 *     of the many names that are not counted by themselves.
 * @param count how many there are
 * @param bytes of them in the file
 */
public record CommandTotals(byte[] name, long count, long bytes) {}
