/** The servers this project knows, and the two dialects their formats have split into. */
@NullMarked
package org.aofkit.server;

import org.jspecify.annotations.NullMarked;
