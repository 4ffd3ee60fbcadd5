/**
 * The data set that this library builds from commands, held against that of real servers: random
 * workloads, how they are run, and what comes of them.
 */
@NullMarked
package org.aofkit.fuzz.keyspace;

import org.jspecify.annotations.NullMarked;
