package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damage to whole records. */
final class RecordDamage {
  private static final String[] LIBRARIES = {
    "#!lua name=one\nredis.register_function('one_f', function(k, a) return 1 end)",
    "#!lua name=two\nredis.register_function('one_f', function(k, a) return 2 end)",
    "#!lua name=one\nreturn 1",
    "#!lua name=bad name\nredis.register_function('f', function(k, a) return 1 end)",
    "#!js name=one\nredis.register_function('f', function(k, a) return 1 end)",
    "redis.register_function('f', function(k, a) return 1 end)",
    "#!lua name=empty\n",
    ""
  };

  private final RdbShape shape;
  private final Random random;

  RecordDamage(RdbShape shape, Random random) {
    this.shape = shape;
    this.random = random;
  }

  /** A damaged copy; the file itself if it has too few records. */
  byte[] apply(RdbMutation.Kind kind) {
    byte[] bytes = shape.bytes();
    List<RdbShape.Rec> records = shape.records();
    if (kind == RdbMutation.Kind.RECORD_INSERTED) {
      int at = boundary();
      return RdbMutation.spliced(bytes, at, inserted(), at);
    }
    if (records.size() < 2) {
      return bytes;
    }
    RdbShape.Rec one = records.get(random.nextInt(records.size()));
    return switch (kind) {
      case RECORD_GONE -> RdbMutation.spliced(bytes, one.from(), new byte[0], one.to());
      case RECORD_TWICE -> {
        int at = random.nextBoolean() ? one.to() : boundary();
        yield RdbMutation.spliced(bytes, at, copy(one), at);
      }
      default -> {
        RdbShape.Rec two = records.get(random.nextInt(records.size()));
        if (two.from() == one.from()) {
          yield bytes;
        }
        RdbShape.Rec first = one.from() < two.from() ? one : two;
        RdbShape.Rec second = first.equals(one) ? two : one;
        byte[] later = RdbMutation.spliced(bytes, second.from(), copy(first), second.to());
        yield RdbMutation.spliced(later, first.from(), copy(second), first.to());
      }
    };
  }

  private int boundary() {
    int count = shape.records().size();
    int index = random.nextInt(count + 1);
    return index == count ? shape.bodyEnd() : shape.records().get(index).from();
  }

  private byte[] copy(RdbShape.Rec record) {
    return Arrays.copyOfRange(shape.bytes(), record.from(), record.to());
  }

  private byte[] inserted() {
    var out = new ByteArrayOutputStream();
    switch (random.nextInt(10)) {
      case 0 -> {
        out.write(0xFE);
        out.writeBytes(RdbNumbers.shortest(random.nextInt(20)));
      }
      case 1 -> {
        out.write(0xFD);
        Packed.putLittleEndian(out, random.nextInt(), 4);
      }
      case 2 -> {
        out.write(0xFC);
        long[] times = {0, -1, -2, 1, 4_102_444_800_000L, Long.MAX_VALUE, Long.MIN_VALUE};
        Packed.putLittleEndian(out, times[random.nextInt(times.length)], 8);
      }
      case 3 -> {
        out.write(0xFB);
        out.writeBytes(RdbNumbers.shortest(random.nextInt(1000)));
        out.writeBytes(RdbNumbers.shortest(random.nextInt(1000)));
      }
      case 4 -> {
        String[] names = {"redis-ver", "aof-base", "lua", "repl-offset", "odd", "", "%x"};
        out.write(0xFA);
        text(out, names[random.nextInt(names.length)]);
        text(out, random.nextBoolean() ? "1" : "text");
      }
      case 5 -> {
        out.write(0xF9);
        out.write(random.nextInt(256));
      }
      case 6 -> {
        out.write(0xF8);
        out.writeBytes(RdbNumbers.shortest(random.nextInt(100_000)));
      }
      case 7, 8 -> {
        out.write(0xF5);
        text(out, LIBRARIES[random.nextInt(LIBRARIES.length)]);
      }
      default -> {
        out.write(0xF4);
        for (int i = 0; i < 3; i++) {
          out.writeBytes(RdbNumbers.shortest(random.nextInt(100)));
        }
      }
    }
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(RdbNumbers.shortest(text.length()));
    out.writeBytes(text.getBytes(ISO_8859_1));
  }
}
