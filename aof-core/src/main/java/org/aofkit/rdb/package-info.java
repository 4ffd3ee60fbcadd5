/**
 * RDB images: what their bytes mean, in both dialects. {@link org.aofkit.rdb.RdbReader} reads an
 * image without keeping its content: it tells what is in it, and what is wrong with it for which
 * server.
 */
@NullMarked
package org.aofkit.rdb;

import org.jspecify.annotations.NullMarked;
