/**
 * What can be kept of a damaged RDB image: {@link org.aofkit.rdb.salvage.Salvager} looks at it and
 * says of which pieces a new image can be made.
 */
@NullMarked
package org.aofkit.rdb.salvage;

import org.jspecify.annotations.NullMarked;
