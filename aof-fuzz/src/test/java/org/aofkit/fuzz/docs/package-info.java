/** What the documentation shows, tried. */
@NullMarked
package org.aofkit.fuzz.docs;

import org.jspecify.annotations.NullMarked;
