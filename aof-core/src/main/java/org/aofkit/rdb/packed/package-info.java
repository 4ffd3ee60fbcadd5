/** The containers that RDB strings hold (listpack, ziplist, intset, zipmap) and LZF, both ways. */
@NullMarked
package org.aofkit.rdb.packed;

import org.jspecify.annotations.NullMarked;
