package org.aofkit.rdb;

import org.aofkit.server.Dialect;

/**
 * A place in an image where a record begins that stands for itself: nothing in front of it (a
 * deadline, an idle time) belongs to it.
 *
 * @param offset of the record in the source, in bytes
 * @param dialect of the image
 * @param version of the image
 * @param database the number of the database that is selected there, without sign
 */
public record RdbBoundary(long offset, Dialect dialect, int version, long database) {}
