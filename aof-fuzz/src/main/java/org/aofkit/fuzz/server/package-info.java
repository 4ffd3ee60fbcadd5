/**
 * Real servers as judges: finding their programs, running them on copies of directories, and
 * reading out everything they hold.
 */
@NullMarked
package org.aofkit.fuzz.server;

import org.jspecify.annotations.NullMarked;
