/** Tests. */
@NullMarked
package org.aofkit.fsck.options;

import org.jspecify.annotations.NullMarked;
