/** Plain second implementations, written for clarity alone, to compare the real ones with. */
@NullMarked
package org.aofkit.fuzz.reference;

import org.jspecify.annotations.NullMarked;
