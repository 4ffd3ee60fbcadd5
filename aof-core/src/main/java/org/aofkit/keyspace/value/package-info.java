/**
 * The values of keys, as objects that can be changed piece by piece. They know nothing of commands,
 * databases or expiry of keys; each can be written into an RDB image.
 */
@NullMarked
package org.aofkit.keyspace.value;

import org.jspecify.annotations.NullMarked;
