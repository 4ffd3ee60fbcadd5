/** What the generators reach. */
@NullMarked
package org.aofkit.fuzz.gen;

import org.jspecify.annotations.NullMarked;
