/** The values of keys. */
@NullMarked
package org.aofkit.keyspace.value;

import org.jspecify.annotations.NullMarked;
