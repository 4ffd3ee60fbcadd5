/** The data set that this library builds from commands, held against that of real servers. */
@NullMarked
package org.aofkit.fuzz.keyspace;

import org.jspecify.annotations.NullMarked;
