/**
 * Writing logs: {@link org.aofkit.append.AofWriter} appends to a set that checks clean, {@link
 * org.aofkit.append.AofDirectoryWriter} makes a new one.
 */
@NullMarked
package org.aofkit.append;

import org.jspecify.annotations.NullMarked;
