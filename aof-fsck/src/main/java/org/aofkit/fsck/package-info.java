/**
 * The tool: one class a command. Work is done by the library; what is shown is rendered in a
 * package of its own.
 */
@NullMarked
package org.aofkit.fsck;

import org.jspecify.annotations.NullMarked;
