/**
 * What each command does to a {@link org.aofkit.keyspace.Keyspace}: one class a family, and the
 * {@link org.aofkit.keyspace.commands.Interpreter} that finds the one that is asked for.
 */
@NullMarked
package org.aofkit.keyspace.commands;

import org.jspecify.annotations.NullMarked;
