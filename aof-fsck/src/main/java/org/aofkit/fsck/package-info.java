/** The tool: one class a command, rendering apart from work. */
@NullMarked
package org.aofkit.fsck;

import org.jspecify.annotations.NullMarked;
