/**
 * The data set of a server: databases, keys, their values and deadlines, function libraries. What
 * each command does to it is in {@link org.aofkit.keyspace.commands}.
 */
@NullMarked
package org.aofkit.keyspace;

import org.jspecify.annotations.NullMarked;
