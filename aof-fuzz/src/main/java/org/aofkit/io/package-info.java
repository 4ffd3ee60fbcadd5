/** What needs the insides of the package of this name in aof-core. */
@NullMarked
package org.aofkit.io;

import org.jspecify.annotations.NullMarked;
