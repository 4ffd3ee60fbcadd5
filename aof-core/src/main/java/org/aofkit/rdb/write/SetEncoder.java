package org.aofkit.rdb.write;

import java.io.IOException;
import java.util.Arrays;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.aofkit.rdb.packed.IntsetWriter;
import org.aofkit.rdb.packed.PackedWriter;

/**
 * Writes sets: up to 512 integers as an intset; from Redis 7.2 on up to 128 members of up to 64
 * bytes as a listpack; else plain.
 */
final class SetEncoder {
  private static final int MAX_INTEGERS = 512;
  private static final int MAX_ENTRIES = 128;
  private static final int LONGEST = 64;

  private final RdbOutput out;
  private final RdbStringWriter strings;
  private final RdbTarget target;
  private final PackedWriter packed;
  private final long[] integers = new long[MAX_INTEGERS];

  SetEncoder(RdbOutput out, RdbStringWriter strings, RdbTarget target, PackedWriter packed) {
    this.out = out;
    this.strings = strings;
    this.target = target;
    this.packed = packed;
  }

  void write(RecordStart start, Elements members) throws IOException {
    var first = new First();
    members.tellTo(first);
    Twice.checkNotEmpty(first.count);
    if (first.areIntegers) {
      int count = (int) first.count;
      Arrays.sort(integers, 0, count);
      checkDistinct(count);
      start.type(RdbType.SET_INTSET);
      strings.bytes(IntsetWriter.encode(integers, count));
    } else if (target.hasSetListpacks() && first.count <= MAX_ENTRIES && first.longest <= LONGEST) {
      packed.reset();
      members.tellTo(new PackedStrings(packed));
      Twice.check(first.count, packed.entries());
      start.type(RdbType.SET_LISTPACK);
      strings.packed(packed);
    } else {
      start.type(RdbType.SET);
      out.putLength(first.count);
      long before = strings.strings();
      members.tellTo(strings);
      Twice.check(first.count, strings.strings() - before);
    }
  }

  private void checkDistinct(int count) {
    for (int i = 1; i < count; i++) {
      if (integers[i] == integers[i - 1]) {
        throw new IllegalArgumentException("a set has the member " + integers[i] + " twice");
      }
    }
  }

  /** Counts, and keeps integers as long as there is nothing else. */
  private final class First extends ShortStrings {
    private boolean areIntegers = true;
    private long count;
    private long longest;

    @Override
    void string(byte[] array, int index, int length) {
      if (areIntegers) {
        areIntegers = count < MAX_INTEGERS && CanonicalInteger.is(array, index, length);
        if (areIntegers) {
          integers[(int) count] = CanonicalInteger.value(array, index, length);
        }
      }
      count++;
      longest = Math.max(longest, length);
    }

    @Override
    void longString(Content content) {
      areIntegers = false;
      count++;
      longest = content.length();
    }
  }
}
