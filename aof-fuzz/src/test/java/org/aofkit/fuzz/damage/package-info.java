/** The judge is judged: damaged logs whose answers are plain. */
@NullMarked
package org.aofkit.fuzz.damage;

import org.jspecify.annotations.NullMarked;
