package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;

/**
 * Hashes whose fields have deadlines: of any number of fields, one of which has a deadline or all
 * or some, in packed form or, with long values, as a table, the fields of which look like records.
 */
final class DeadlineHashes {
  private static final int[] COUNTS = {1, 2, 4, 7, 20, 40, 60, 150};
  private static final int[] PERCENT = {0, 5, 30, 70, 95, 100};
  private static final String[] NAMES = {"field:", "field", "f", "", "name of a field "};

  private final Random random;
  private final long firstDeadline;

  /**
   * Hashes like those of production.
   *
   * @param firstDeadline the earliest deadline of a field, in milliseconds since 1970
   */
  DeadlineHashes(Random random, long firstDeadline) {
    this.random = random;
    this.firstDeadline = firstDeadline;
  }

  /** A hash with fields named in one of several ways. */
  RdbValue next() {
    return next(NAMES[random.nextInt(NAMES.length)]);
  }

  /** A hash whose fields have this name and a number. */
  RdbValue next(String name) {
    int count = COUNTS[random.nextInt(COUNTS.length)];
    int percent = PERCENT[random.nextInt(PERCENT.length)];
    int longest = random.nextInt(4) == 0 ? 12 : 70 + random.nextInt(140);
    // Many at once have the same deadline.
    int range = random.nextInt(4) == 0 ? 1 : 1 << random.nextInt(30);
    boolean isText = random.nextBoolean();
    byte[][] values = new byte[count][];
    long[] deadlines = new long[count];
    for (int i = 0; i < count; i++) {
      boolean expires = i == count / 2 || random.nextInt(100) < percent;
      deadlines[i] = expires ? firstDeadline + random.nextInt(range) : KeyHead.NONE;
      values[i] = value(i == 0 ? longest : random.nextInt(longest), isText);
    }
    int first = random.nextInt(1000);
    HashFields told =
        sink -> {
          for (int i = 0; i < count; i++) {
            tell(sink, name + (first + i), deadlines[i], values[i]);
          }
        };
    return new RdbValue.HashValue(told);
  }

  private static void tell(HashFields.Sink sink, String name, long deadline, byte[] value)
      throws IOException {
    sink.field(deadline).bytes(name.getBytes(StandardCharsets.UTF_8));
    sink.value().bytes(value);
  }

  private byte[] value(int length, boolean isText) {
    byte[] value = new byte[length];
    random.nextBytes(value);
    for (int i = 0; isText && i < length; i++) {
      value[i] = (byte) ('a' + (value[i] & 0xF));
    }
    return value;
  }
}
