/**
 * Frames of an append-only file: commands and annotations. Knows the bytes, not what commands mean.
 */
@NullMarked
package org.aofkit.resp;

import org.jspecify.annotations.NullMarked;
