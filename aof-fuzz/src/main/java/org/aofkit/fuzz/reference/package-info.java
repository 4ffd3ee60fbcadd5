/** The model: a parser of append-only files that is slow, plain and independent of the fast one. */
@NullMarked
package org.aofkit.fuzz.reference;

import org.jspecify.annotations.NullMarked;
