/** Tests. */
@NullMarked
package org.aofkit.fsck.render;

import org.jspecify.annotations.NullMarked;
