/**
 * Damaged logs whose truth is known: a healthy log is made from a list of commands, then hit, and
 * what a salvage must keep follows from the list and the hits, without a look at the code under
 * test.
 */
@NullMarked
package org.aofkit.fuzz.damage;

import org.jspecify.annotations.NullMarked;
