/**
 * RDB files for the proof: what the bytes of a healthy file are, damage to them, what real servers
 * say to the result, and what a file holds as a value that can be compared.
 */
@NullMarked
package org.aofkit.fuzz.rdb;

import org.jspecify.annotations.NullMarked;
