package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Writes of an application, as servers log them: absolute deadlines, explicit stream ids. Each
 * holds a number that no other has.
 */
final class Traffic {
  private static final long FAR_FUTURE_MS = 4_102_444_800_000L;
  private static final int KEYS = 12;

  /** Values that look like what a log is made of. What they would set is called FAKE. */
  private static final String[] ADVERSARIAL = {
    "*1\r\n$4\r\nPING\r\n",
    "x\r\n*3\r\n$3\r\nSET\r\n$4\r\nFAKE\r\n$1\r\n1\r\n*3\r\n$3\r\nSET\r\n$5\r\nFAKE2\r\n$1\r\n1\r\n",
    "\r\n*3\r\n$3\r\nSET\r\n$4\r\nFAKE\r\n$5\r\nabcde",
    "\n*2\r\n$3\r\nDEL\r\n$4\r\ns1:x\r\n*3\r\n$6\r\nAPPEND\r\n$4\r\nFAKE\r\n$5\r\nabcde",
    "*2\r\n$6\r\nSELECT\r\n$1\r\n7\r\n*3\r\n$3\r\nSET\r\n$4\r\nFAKE\r\n$1\r\n1\r\n",
    "\r\n*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$4\r\nFAKE\r\n$1\r\n1\r\n*1\r\n$4\r\nEXEC\r\n",
    "\r\n*1\r\n$8\r\nFLUSHALL\r\n*1\r\n$8\r\nFLUSHALL\r\n",
    "file appendonly.aof.9.base.rdb seq 9 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
    "REDIS0011\u00fa\tredis-ver\u00067.0.15\u00fe\0",
    "VALKEY080\u00fa\nvalkey-ver\u00059.1.2\u00ff\0\0\0\0\0\0\0\0",
    "\r\n#TS:1700000000\r\n*1\r\n$4\r\nPING\r\n#TS:1",
    "*3\r\n$3\r\nSET\r\n$4\r\nFAKE\r\n$200\r\n",
    "\r\n$5\r\nabcde",
    "*1000000\r\n$5\r\nabcde\r\n$999999\r\n",
  };

  private final RandomGenerator random;
  private final LogShape shape;
  private int number;

  Traffic(RandomGenerator random, LogShape shape) {
    this.random = random;
    this.shape = shape;
  }

  List<String> command() {
    number++;
    return switch (random.nextInt(20)) {
      case 0 -> List.of("SET", key("s"), value(), "PXAT", Long.toString(FAR_FUTURE_MS + number));
      case 1 -> List.of("APPEND", key("s"), value());
      case 2 -> List.of("INCRBY", key("n"), Integer.toString(number));
      case 3 -> List.of("RPUSH", key("l"), value(), tag());
      case 4 -> List.of("LPUSH", key("l"), value());
      case 5 -> List.of("SADD", key("t"), tag(), value());
      case 6 -> List.of("SREM", key("t"), tag());
      case 7 -> List.of("HSET", key("h"), "field" + random.nextInt(5), value(), tag(), tag());
      case 8 -> List.of("HDEL", key("h"), "field" + random.nextInt(5), tag());
      case 9 -> List.of("ZADD", key("z"), Integer.toString(number), tag());
      case 10 -> List.of("ZREM", key("z"), tag());
      case 11 -> List.of("XADD", key("x"), number + "-1", "field", value());
      case 12 -> List.of("PEXPIREAT", key("s"), Long.toString(FAR_FUTURE_MS + number));
      case 13 -> List.of("DEL", key("l"), "none" + number);
      case 14 -> List.of("RENAME", key("s"), "s" + random.nextInt(KEYS) + ":" + number);
      case 15 -> removal();
      case 16 -> mset();
      default -> List.of("SET", key("s"), value());
    };
  }

  private List<String> removal() {
    return switch (random.nextInt(4)) {
      case 0 -> List.of("MOVE", key("s"), "7");
      case 1 -> List.of("COPY", key("h"), "h:copy" + number);
      case 2 -> List.of("UNLINK", key("z"), "none" + number);
      default -> List.of("LREM", key("l"), "1", tag());
    };
  }

  private List<String> mset() {
    List<String> words = new ArrayList<>();
    words.add("MSET");
    for (int i = random.nextInt(4); i >= 0; i--) {
      words.add(key("s"));
      words.add(value());
    }
    return words;
  }

  private String key(String type) {
    return type + random.nextInt(KEYS);
  }

  private String tag() {
    return "m" + number;
  }

  private String value() {
    if (random.nextInt(100) < shape.adversarial()) {
      String fake = ADVERSARIAL[random.nextInt(ADVERSARIAL.length)];
      return switch (random.nextInt(3)) {
        case 0 -> fake;
        case 1 -> text(random.nextInt(30)) + fake;
        default -> tag() + fake + text(1 + random.nextInt(40));
      };
    }
    int longest = random.nextInt(100) < shape.longValues() ? 6000 : 40;
    return tag() + ":" + text(random.nextInt(longest));
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
