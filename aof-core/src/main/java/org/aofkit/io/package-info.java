/** Files as bytes: sources, windows and zero-copy views. Knows nothing of what the bytes mean. */
@NullMarked
package org.aofkit.io;

import org.jspecify.annotations.NullMarked;
