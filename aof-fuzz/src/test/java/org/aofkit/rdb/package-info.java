/** Proof of what is not visible from outside of the package. */
@NullMarked
package org.aofkit.rdb;

import org.jspecify.annotations.NullMarked;
