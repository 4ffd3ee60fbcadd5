package org.aofkit.fuzz.append;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbValue;

/**
 * Makes the keys of a small store: all types, packed and beyond the limits of packing, deadlines,
 * several databases by turns, names of any bytes.
 */
final class RandomStore {
  /** 2100-01-01, in milliseconds since 1970. */
  static final long FAR = 4_102_444_800_000L;

  private static final int DATABASES = 16;
  private static final long[] DEADLINES = {FAR, 1L << 46, 1L << 62, Long.MAX_VALUE / 1000};
  private static final int[] LENGTHS = {
    0, 1, 20, 21, 63, 64, 65, 127, 128, 254, 255, 4095, 4096, 8185, 16384
  };
  private static final int[] COUNTS = {1, 1, 2, 3, 5, 9, 127, 128, 129, 130, 512, 513};

  private final Random random;
  private int names;

  RandomStore(Random random) {
    this.random = random;
  }

  /**
   * A key.
   *
   * @param expireAtMs {@link KeyHead#NONE} for never
   * @param needs what a target must be able to express
   */
  record StoredKey(
      int database, byte[] name, RdbValue value, long expireAtMs, Set<RdbFeature> needs) {
    /** A string that does not expire. */
    static StoredKey string(int database, byte[] name, byte[] value) {
      return new StoredKey(database, name, RdbValue.string(value), KeyHead.NONE, Set.of());
    }
  }

  /** A value, and what a target must be able to express for it. */
  private record Value(RdbValue value, Set<RdbFeature> needs) {
    static Value plain(RdbValue value) {
      return new Value(value, Set.of());
    }
  }

  /** Some keys, in an order of their own. */
  List<StoredKey> keys() {
    List<StoredKey> keys = new ArrayList<>();
    for (int n = 1 + random.nextInt(12); n > 0; n--) {
      int database = random.nextInt(3) == 0 ? random.nextInt(DATABASES) : 0;
      Value value = value(random.nextInt(8));
      keys.add(new StoredKey(database, name(), value.value, deadline(), value.needs));
    }
    return keys;
  }

  private long deadline() {
    if (random.nextInt(3) > 0) {
      return KeyHead.NONE;
    }
    return DEADLINES[random.nextInt(DEADLINES.length)] + random.nextInt(1 << 20);
  }

  private Value value(int kind) {
    return switch (kind) {
      case 0 -> Value.plain(RdbValue.string(text(70_000)));
      case 1 -> Value.plain(RdbValue.list(list()));
      case 2 -> Value.plain(RdbValue.set(integers()));
      case 3 -> Value.plain(RdbValue.set(distinct(bound())));
      case 4 -> Value.plain(sortedSet());
      case 5 -> hash(false);
      case 6 -> hash(true);
      default -> {
        var stream = new RandomStream(random);
        yield new Value(new RdbValue.StreamValue(stream), stream.needs());
      }
    };
  }

  private List<byte[]> list() {
    List<byte[]> elements = new ArrayList<>();
    int bound = pick(10, 300, 9000, 20_000);
    for (int n = bound > 300 ? pick(1, 2, 3, 9) : count(); n > 0; n--) {
      elements.add(text(bound));
    }
    return elements;
  }

  private List<byte[]> integers() {
    int bits = pick(8, 15, 16, 31, 32, 62);
    Map<Long, byte[]> members = new LinkedHashMap<>();
    for (int n = count(); n > 0; n--) {
      long member = random.nextLong(1L << bits) - (1L << (bits - 1));
      members.put(member, ascii(Long.toString(member)));
    }
    return new ArrayList<>(members.values());
  }

  private RdbValue sortedSet() {
    List<byte[]> members = distinct(bound());
    double[] scores = new double[members.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score();
    }
    return new RdbValue.SortedSetValue(
        sink -> {
          for (int i = 0; i < scores.length; i++) {
            sink.member(scores[i]).bytes(members.get(i));
          }
        });
  }

  private double score() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(9) - 4;
      case 1 -> random.nextLong();
      case 2 -> random.nextDouble();
      case 3 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 4 -> random.nextBoolean() ? -0.0 : Double.MIN_VALUE;
      default -> random.nextInt(10_000) / 100.0;
    };
  }

  private Value hash(boolean withDeadlines) {
    int bound = bound();
    List<byte[]> fields = distinct(bound);
    List<byte[]> values = new ArrayList<>();
    List<Long> deadlines = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      values.add(text(bound));
      boolean isMortal = withDeadlines && random.nextInt(3) == 0;
      deadlines.add(isMortal ? FAR + random.nextInt(1 << 20) : KeyHead.NONE);
    }
    RdbValue value =
        new RdbValue.HashValue(
            sink -> {
              for (int i = 0; i < fields.size(); i++) {
                sink.field(deadlines.get(i)).bytes(fields.get(i));
                sink.value().bytes(values.get(i));
              }
            });
    boolean expires = deadlines.stream().anyMatch(deadline -> deadline != KeyHead.NONE);
    return new Value(value, expires ? Set.of(RdbFeature.FIELD_DEADLINES) : Set.of());
  }

  private List<byte[]> distinct(int bound) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (int n = count(); n > 0; n--) {
      byte[] one = text(bound);
      all.put(Arrays.toString(one), one);
    }
    List<byte[]> shuffled = new ArrayList<>(all.values());
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private byte[] name() {
    int number = names++;
    return switch (random.nextInt(8)) {
      case 0 -> ascii(Integer.toString(number));
      case 1 -> number == 0 ? new byte[0] : (number + " \r\n\0\\x\u00ff").getBytes(US_ASCII);
      case 2 -> Arrays.copyOf(ascii(number + ":"), 70 + random.nextInt(300));
      default -> ascii("key:" + number);
    };
  }

  private byte[] text(int bound) {
    return switch (random.nextInt(5)) {
      case 0 -> ascii(Long.toString(random.nextLong() >> random.nextInt(64)));
      case 1 -> bytes(Math.min(bound, pick(LENGTHS)));
      case 2 -> repeated(Math.min(bound, pick(LENGTHS)));
      case 3 -> random.nextInt(20) == 0 ? repeated(bound) : ascii("0" + random.nextInt(100));
      default -> bytes(random.nextInt(Math.min(bound, 40) + 1));
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] repeated(int length) {
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append("{\"id\":").append(random.nextInt(1000)).append('}');
    }
    return ascii(text.substring(0, length));
  }

  private int bound() {
    return pick(10, 64, 70);
  }

  private int count() {
    return pick(COUNTS);
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
