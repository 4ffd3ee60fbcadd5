/** The fast scanner against the plain one, on the same bytes. */
@NullMarked
package org.aofkit.fuzz.reference;

import org.jspecify.annotations.NullMarked;
