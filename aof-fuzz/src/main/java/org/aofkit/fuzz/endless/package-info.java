/**
 * Fuzzing without end: targets that take any bytes and have promises to keep, run by Jazzer on a
 * corpus that grows (see src/lab/fuzz.sh), and on the kept corpus by every test run.
 */
@NullMarked
package org.aofkit.fuzz.endless;

import org.jspecify.annotations.NullMarked;
