/**
 * Asks real servers what they do with commands that nobody meant to be in a log: a wrong number of
 * arguments, administrative commands. What they say is kept as a table in {@code
 * org.aofkit.command.MisuseData}; these programs are run by hand when a server is added.
 */
@NullMarked
package org.aofkit.fuzz.measure;

import org.jspecify.annotations.NullMarked;
