/**
 * Writing RDB images: {@link org.aofkit.rdb.write.RdbWriter} takes keys with their values and
 * writes what a chosen server loads, in the encodings that this server would choose itself.
 */
@NullMarked
package org.aofkit.rdb.write;

import org.jspecify.annotations.NullMarked;
