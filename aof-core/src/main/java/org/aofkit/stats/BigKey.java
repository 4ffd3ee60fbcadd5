package org.aofkit.stats;

/**
 * One of the biggest keys of an image, by its size without compression.
 *
 * @param offset where its record begins in the file: the byte of its type
 * @param database the number of its database, without sign
 * @param type what it holds, for example {@code hash}
 * @param encoding how it is written, for example {@code listpack}
 * @param name the first bytes of its name, at most 1,024; must not be changed
 * @param nameLength how many bytes the name has
 * @param deadline when it expires, in ms since 1970; -1 if it does not
 * @param elements as in {@link KeyTotals}
 * @param bytes as in {@link KeyTotals}
 * @param expanded as in {@link KeyTotals}
 */
public record BigKey(
    long offset,
    long database,
    String type,
    String encoding,
    byte[] name,
    long nameLength,
    long deadline,
    long elements,
    long bytes,
    long expanded) {}
