/** The proof that RDB files are read, judged and written as real servers do. */
@NullMarked
package org.aofkit.fuzz.rdb;

import org.jspecify.annotations.NullMarked;
