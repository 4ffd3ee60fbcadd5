/** The scanner against its reference and against what servers said. */
@NullMarked
package org.aofkit.fuzz.resp;

import org.jspecify.annotations.NullMarked;
