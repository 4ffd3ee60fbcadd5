/**
 * The packed containers that strings of an RDB image can hold, and the compression of strings.
 *
 * <p>A small collection is written as one string: a listpack, a ziplist, an intset or a zipmap. The
 * walkers here verify such a string down to its last byte and tell its entries to a {@link
 * org.aofkit.rdb.packed.PackedSink}, in constant memory: the string lies in an array ({@link
 * org.aofkit.rdb.packed.PackedInput#wrap}) or, if it is longer than anybody wants to keep, comes
 * piece by piece from a {@link org.aofkit.rdb.packed.Feed}. What is wrong is told by {@link
 * org.aofkit.rdb.packed.PackedDamage}.
 *
 * <p>What servers refuse was measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2. What an entry
 * means (a field, a score, a stream's flags), duplicates and the parity of pairs are not known
 * here.
 */
@NullMarked
package org.aofkit.rdb.packed;

import org.jspecify.annotations.NullMarked;
