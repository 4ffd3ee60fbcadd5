package org.aofkit.rdb.salvage;

/**
 * How many of the records of strings right behind damage may be fields of a hash that lies in it.
 *
 * @param most not more than these, as the hash itself says; {@link Long#MAX_VALUE} where its head
 *     is lost
 * @param lost how many keys are lost if it was damaged inside: itself, and what was given up in
 *     front of it; -1 where its head is lost, so that others may be lost with it
 * @param beyond in how many bytes other records may be lost, and the head of another such hash
 */
record FieldBounds(long most, long lost, long beyond) {}
