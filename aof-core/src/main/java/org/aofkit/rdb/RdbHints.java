package org.aofkit.rdb;

import java.io.IOException;

/** Reads the records that tell servers what to expect: how many keys, and which slots. */
final class RdbHints {
  private static final int SLOT_IMPORT_NAME = 40;
  private static final int SLOTS = 1 << 14;

  private final RdbContext context;
  private final RdbInput in;
  private final RdbStrings strings;

  RdbHints(RdbContext context) {
    this.context = context;
    this.in = context.in;
    this.strings = context.strings;
  }

  /**
   * Servers make room for so many. Redis 8.0.6 tries only; Redis 7.0.15 aborts where it does not
   * get the memory, with 24 GiB for 2^32 keys to 2^60, and Valkey 9.1.2 for 2^56 (measured).
   *
   * @param recordStart where the record begins
   */
  void sizes(long recordStart) throws IOException, RdbStop {
    long all = in.readLength();
    long withDeadline = in.readLength();
    long most = in.remaining();
    if (Long.compareUnsigned(all, most) > 0 || Long.compareUnsigned(withDeadline, most) > 0) {
      context.damages.add(
          recordStart,
          RdbDamage.Kind.ODD,
          "sizes of a database: expected fewer keys than the "
              + most
              + " bytes left, found "
              + Long.toUnsignedString(all)
              + " and "
              + Long.toUnsignedString(withDeadline)
              + " with a deadline; servers may abort when they make room for them");
    } else {
      context.remarks = context.remarks.withSizes(all);
    }
    if (context.hasHandler()) {
      context.handler().sizes(all, withDeadline);
    }
  }

  /** How many keys a slot has. */
  void slotInfo() throws IOException, RdbStop {
    long slot = in.readLength();
    long all = in.readLength();
    long withDeadline = in.readLength();
    if (context.hasHandler()) {
      context.handler().slotInfo(slot, all, withDeadline);
    }
  }

  /**
   * Valkey 9.1.2 with {@code cluster-enabled yes} refuses a range whose ends are in the wrong order
   * or above the last slot (measured).
   *
   * @param name shows the name of the job to who is told
   */
  void slotImport(RdbBytes name) throws IOException, RdbStop {
    strings.open();
    if (strings.length() != SLOT_IMPORT_NAME) {
      throw RdbStop.badFormat(
          strings.start(),
          "expected a job name of " + SLOT_IMPORT_NAME + " bytes, found " + strings.length());
    }
    if (context.hasHandler()) {
      strings.show(name);
      context.handler().slotImport(name);
    }
    strings.close();
    long ranges = in.readLength();
    for (long i = 0; i != ranges; i++) {
      long at = in.position();
      long first = in.readLength();
      long last = in.readLength();
      boolean isOrdered = Long.compareUnsigned(first, last) <= 0;
      if (!isOrdered || Long.compareUnsigned(last, SLOTS) >= 0) {
        throw RdbStop.badFormat(
            at,
            "expected a range of slots, found "
                + Long.toUnsignedString(first)
                + " to "
                + Long.toUnsignedString(last));
      }
      if (context.hasHandler()) {
        context.handler().slotRange(first, last);
      }
    }
  }
}
