/**
 * Makes the bytes of append-only files from random numbers: sound frames, odd ones that loaders
 * accept or refuse, and damage.
 */
@NullMarked
package org.aofkit.fuzz.gen;

import org.jspecify.annotations.NullMarked;
