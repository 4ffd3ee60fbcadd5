package org.aofkit.rdb.salvage;

/**
 * A key whose name is in no doubt and whose value is damaged.
 *
 * @param from where it begins, with its deadline
 * @param offset of its record
 * @param code its type
 * @param nameAt where its name begins
 * @param valueAt where its value begins
 * @param end where its value ends, as its lengths say and what follows confirms; -1 if that is not
 *     known
 * @param isExpiring whether it has a deadline
 */
record DamagedKey(
    long from, long offset, int code, long nameAt, long valueAt, long end, boolean isExpiring) {}
