/**
 * How results are shown: text for people, JSON Lines, progress, the bytes of a spot. Nothing here
 * decides anything.
 */
@NullMarked
package org.aofkit.fsck.render;

import org.jspecify.annotations.NullMarked;
