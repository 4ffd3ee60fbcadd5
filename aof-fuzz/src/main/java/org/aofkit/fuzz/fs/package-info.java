/**
 * A file system that fails on purpose, wrapped round a real one, so that production code has no
 * hook in it.
 */
@NullMarked
package org.aofkit.fuzz.fs;

import org.jspecify.annotations.NullMarked;
