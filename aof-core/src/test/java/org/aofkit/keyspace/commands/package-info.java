/** What commands do to a data set. */
@NullMarked
package org.aofkit.keyspace.commands;

import org.jspecify.annotations.NullMarked;
