/** What the command line, the environment and a {@code redis.conf} say. */
@NullMarked
package org.aofkit.fsck.options;

import org.jspecify.annotations.NullMarked;
