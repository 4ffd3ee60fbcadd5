/**
 * What a disk may hold after a loss of power, computed from a record of all that was done to it.
 * The assumptions are in src/docs/adr/0011-power-loss.md.
 */
@NullMarked
package org.aofkit.fuzz.power;

import org.jspecify.annotations.NullMarked;
