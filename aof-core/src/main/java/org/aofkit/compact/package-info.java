/**
 * An AOF directory in, a smaller one with the same data set out, without a server.
 *
 * <p>Nothing is loaded. {@link org.aofkit.compact.LogIndex} goes through base and log once and
 * keeps, for each key, where the commands stand that its value depends on; what a later command
 * made pointless is forgotten at once. Then each key is written: as the bytes of its record where
 * no command touched it, else by carrying out its own few commands on an otherwise empty {@link
 * org.aofkit.keyspace.Keyspace}.
 *
 * <p>Memory is bounded by {@link org.aofkit.compact.CompactionMemory}: where the index of all keys
 * takes more, there are several, one behind the other, each of some of the keys.
 */
@NullMarked
package org.aofkit.compact;

import org.jspecify.annotations.NullMarked;
