/** Repairs, judged by what real servers hold afterwards. */
@NullMarked
package org.aofkit.fuzz.repair;

import org.jspecify.annotations.NullMarked;
