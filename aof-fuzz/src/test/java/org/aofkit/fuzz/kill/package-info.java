/** Real processes that are killed while they write. */
@NullMarked
package org.aofkit.fuzz.kill;

import org.jspecify.annotations.NullMarked;
