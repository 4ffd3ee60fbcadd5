package org.aofkit.rdb.salvage;

import org.jspecify.annotations.Nullable;

/**
 * A spot that can't be read.
 *
 * @param from the first byte that is lost
 * @param bad where reading stopped
 * @param to the first byte behind
 * @param span which span it is in, as far as is known
 * @param text what is wrong
 * @param isKeyLost whether a key is lost in it for certain
 * @param deadlinesLost how many keys that are lost had a deadline, as far as that can be read
 * @param isDatabaseLost whether a record that selects a database is lost in it
 * @param holdsDatabase whether such a record may have stood in it
 * @param unread in how many of its bytes records may be lost of which nothing is known
 * @param key the key in whose value reading stopped, if its name is in no doubt
 */
record Gap(
    long from,
    long bad,
    long to,
    Span span,
    String text,
    boolean isKeyLost,
    long deadlinesLost,
    boolean isDatabaseLost,
    boolean holdsDatabase,
    long unread,
    @Nullable DamagedKey key) {
  /** The same in another span. */
  Gap in(Span other) {
    return new Gap(
        from,
        bad,
        to,
        other,
        text,
        isKeyLost,
        deadlinesLost,
        isDatabaseLost,
        holdsDatabase,
        unread,
        key);
  }

  long length() {
    return to - from;
  }
}
