/**
 * Comparison with real servers: directories are generated and damaged, real servers start on them,
 * and what is predicted, repaired and kept is held against what the servers say.
 */
@NullMarked
package org.aofkit.fuzz.compare;

import org.jspecify.annotations.NullMarked;
