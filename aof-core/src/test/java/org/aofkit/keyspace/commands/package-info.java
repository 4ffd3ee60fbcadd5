/** What commands do. */
@NullMarked
package org.aofkit.keyspace.commands;

import org.jspecify.annotations.NullMarked;
