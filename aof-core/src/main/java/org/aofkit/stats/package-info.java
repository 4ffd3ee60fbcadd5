/**
 * What is in a set of files: keys of RDB images by database, type and encoding, the biggest of
 * them, and commands by name. Only read, in memory that does not grow with the files.
 */
@NullMarked
package org.aofkit.stats;

import org.jspecify.annotations.NullMarked;
