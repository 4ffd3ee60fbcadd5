/** Every operation that writes, with every fault at every one of its file operations. */
@NullMarked
package org.aofkit.fuzz.sweep;

import org.jspecify.annotations.NullMarked;
