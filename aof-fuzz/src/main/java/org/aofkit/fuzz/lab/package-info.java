/** The laboratory: real faults on real servers, made and mended from the command line. */
@NullMarked
package org.aofkit.fuzz.lab;

import org.jspecify.annotations.NullMarked;
