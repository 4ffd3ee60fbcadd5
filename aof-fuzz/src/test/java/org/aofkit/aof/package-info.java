/** Properties of what {@code org.aofkit.aof} keeps to itself. */
@NullMarked
package org.aofkit.aof;

import org.jspecify.annotations.NullMarked;
