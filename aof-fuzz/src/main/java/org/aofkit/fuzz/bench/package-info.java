/** Benchmarks and the files they run on. */
@NullMarked
package org.aofkit.fuzz.bench;

import org.jspecify.annotations.NullMarked;
