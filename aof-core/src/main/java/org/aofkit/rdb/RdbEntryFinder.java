package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedSink;
import org.jspecify.annotations.Nullable;

/** Finds an entry of a packed container by its number. */
final class RdbEntryFinder implements PackedSink {
  private final RdbPlace place = new RdbPlace();
  private long wanted;
  private long next;
  private @Nullable RdbSlice found;

  /**
   * The slice of an entry of the container in the string opened last.
   *
   * @param number of the entry, from 0; it must be there
   */
  RdbSlice find(RdbStrings strings, PackedContainer walker, long number)
      throws IOException, RdbStop {
    wanted = number;
    next = 0;
    found = null;
    place.begin(strings);
    try {
      walker.walk(place.input(), this);
    } catch (PackedDamage damage) {
      if (found == null) {
        throw RdbStop.badFormat(place.start(), damage.getMessage());
      }
    }
    if (found == null) {
      throw new IllegalStateException("no entry " + number);
    }
    return found;
  }

  @Override
  public void integer(long value) {
    if (next++ == wanted) {
      found = place.number(value);
    }
  }

  @Override
  public void bytes(byte[] array, int index, int length) {
    if (next++ == wanted) {
      found = place.slice(place.input().offsetOf(index), length);
    }
  }

  @Override
  public void large(long offsetInString, long length) {
    if (next++ == wanted) {
      found = place.slice(offsetInString, length);
    }
  }
}
