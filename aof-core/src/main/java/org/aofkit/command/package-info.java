/**
 * What a command is, per server: its name, how many arguments it takes, where its keys are, and
 * what it means to somebody who reads a log. The facts come from the servers' own answer to
 * COMMAND: Redis 7.0.15, 7.2.6, 7.4.1 and 8.0.6, Valkey 8.0.1 and 9.1.2.
 */
@NullMarked
package org.aofkit.command;

import org.jspecify.annotations.NullMarked;
