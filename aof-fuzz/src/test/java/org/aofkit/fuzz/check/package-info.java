/** Properties of checks and repairs, on generated and mutated directories. */
@NullMarked
package org.aofkit.fuzz.check;

import org.jspecify.annotations.NullMarked;
