/**
 * The syntax of Lua 5.1, the language of function libraries: servers compile these when they load
 * them, and refuse the file if that fails. Nothing is ever run.
 */
@NullMarked
package org.aofkit.lua;

import org.jspecify.annotations.NullMarked;
