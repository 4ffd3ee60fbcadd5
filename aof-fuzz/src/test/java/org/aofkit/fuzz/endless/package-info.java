/** Every test run tries the kept inputs of all targets. */
@NullMarked
package org.aofkit.fuzz.endless;

import org.jspecify.annotations.NullMarked;
