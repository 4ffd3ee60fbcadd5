/**
 * The manifest of a multi-part AOF: which files there are and in which order a server loads them.
 * The parser accepts and refuses what servers do, the writer writes what they write.
 */
@NullMarked
package org.aofkit.manifest;

import org.jspecify.annotations.NullMarked;
