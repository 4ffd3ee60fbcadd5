/**
 * The servers this project knows, the two dialects their formats have split into, and how they read
 * a line of words.
 */
@NullMarked
package org.aofkit.server;

import org.jspecify.annotations.NullMarked;
