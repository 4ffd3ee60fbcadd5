package org.aofkit.fuzz.rdb;

import static org.aofkit.fuzz.rdb.WrittenKey.ascii;
import static org.aofkit.fuzz.rdb.WrittenKey.command;
import static org.aofkit.fuzz.rdb.WrittenKey.commands;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.fuzz.rdb.WrittenKey.SameBytes;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbValue;

/** Makes keys of all types, most of them with sizes near the limits of the servers' encodings. */
final class WrittenKeys {
  /** 2100-01-01, in milliseconds since 1970. */
  static final long FAR = 4_102_444_800_000L;

  private static final int[] COUNTS = {1, 2, 3, 5, 30, 127, 128, 129, 511, 512, 513, 700};
  private static final int[] LENGTHS = {
    0, 1, 11, 12, 20, 21, 62, 63, 64, 65, 127, 253, 254, 255, 4000, 4095, 4096, 8183, 8184, 8185,
    8190, 8192, 8193, 16377, 16378, 16379, 16383, 16384, 70_000
  };

  private final Random random;
  private int names;

  WrittenKeys(Random random) {
    this.random = random;
  }

  /** One key of each kind, in three databases. */
  List<WrittenKey> ofEachKind(int rounds) {
    List<WrittenKey> keys = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      int database = round * 5 % 15;
      keys.add(string(database));
      keys.add(list(database));
      keys.add(integers(database));
      keys.add(set(database));
      keys.add(sortedSet(database));
      keys.add(hash(database));
      keys.add(hashWithDeadlines(database));
      keys.add(new WrittenStreams(random).stream(database, name("stream")));
    }
    keys.sort((a, b) -> Integer.compare(a.database(), b.database()));
    return keys;
  }

  private WrittenKey string(int database) {
    byte[] value = text(4000);
    KeyHead head = head("string");
    List<byte[][]> commands = new ArrayList<>();
    commands.add(command("SET", head.name(), value));
    return plain(database, head, RdbValue.string(value), commands);
  }

  private WrittenKey list(int database) {
    KeyHead head = head("list");
    List<byte[]> elements = new ArrayList<>();
    int bound = pick(64, 300, 9000, 80_000);
    long room = 200_000;
    for (int n = count(); n > 0 && room > 0; n--) {
      byte[] element = text(bound);
      elements.add(element);
      room -= element.length;
    }
    // One by one: a server that gets several at a time looks at the sum of their lengths first.
    List<byte[][]> commands = new ArrayList<>();
    for (byte[] element : elements) {
      commands.add(command("RPUSH", head.name(), element));
    }
    // We write such an element bare, so that Valkey 9 loads it too.
    boolean isDisputed = elements.stream().anyMatch(one -> ListpackWriter.isDisputed(one.length));
    SameBytes sameBytes = isDisputed ? SameBytes.FROM_REDIS_7_2 : SameBytes.ALWAYS;
    return new WrittenKey(database, head, RdbValue.list(elements), commands, sameBytes, Set.of());
  }

  private WrittenKey integers(int database) {
    KeyHead head = head("intset");
    int bits = pick(8, 15, 16, 31, 32, 62);
    Map<Long, byte[]> members = new TreeMap<>();
    for (int n = count(); n > 0; n--) {
      long member = random.nextLong(1L << bits) - (1L << (bits - 1));
      members.put(member, ascii(Long.toString(member)));
    }
    List<byte[]> all = new ArrayList<>(members.values());
    RdbValue value = RdbValue.set(all);
    List<byte[][]> commands = commands("SADD", head.name(), all);
    return new WrittenKey(
        database,
        head,
        value,
        commands,
        all.size() <= 512 ? SameBytes.ALWAYS : SameBytes.NEVER,
        Set.of());
  }

  private WrittenKey set(int database) {
    KeyHead head = head("set");
    List<byte[]> members = distinct(count(), pick(10, 64, 70));
    members.set(0, ascii("no number"));
    RdbValue value = RdbValue.set(members);
    boolean isSmall = members.size() <= 128 && longest(members) <= 64;
    return new WrittenKey(
        database,
        head,
        value,
        commands("SADD", head.name(), members),
        isSmall ? SameBytes.FROM_REDIS_7_2 : SameBytes.NEVER,
        Set.of());
  }

  private WrittenKey sortedSet(int database) {
    KeyHead head = head("zset");
    record Scored(byte[] member, double score) {}
    List<Scored> members = new ArrayList<>();
    boolean isTame = random.nextBoolean();
    for (byte[] member : distinct(count(), pick(10, 64, 70))) {
      members.add(new Scored(member, isTame ? random.nextInt(10_000) / 100.0 : score()));
    }
    // From the highest to the lowest rank, as servers write big ones.
    members.sort(
        (a, b) -> {
          int byScore = Double.compare(b.score, a.score);
          return byScore != 0 ? byScore : Arrays.compareUnsigned(b.member, a.member);
        });
    List<byte[]> arguments = new ArrayList<>();
    for (Scored each : members) {
      arguments.add(ascii(argument(each.score)));
      arguments.add(each.member);
    }
    RdbValue value =
        new RdbValue.SortedSetValue(
            sink -> {
              for (Scored each : members) {
                sink.member(each.score).bytes(each.member);
              }
            });
    // The text of some scores is not the shortest one in newer servers.
    boolean isSmall =
        members.size() <= 128 && members.stream().allMatch(one -> one.member.length <= 64);
    SameBytes sameBytes = isSmall && !isTame ? SameBytes.REDIS_7_0_ONLY : SameBytes.ALWAYS;
    return new WrittenKey(
        database, head, value, commands("ZADD", head.name(), arguments), sameBytes, Set.of());
  }

  private WrittenKey hash(int database) {
    return hash(database, head("hash"), false);
  }

  private WrittenKey hashWithDeadlines(int database) {
    return hash(database, head("deadlines"), true);
  }

  private WrittenKey hash(int database, KeyHead head, boolean withDeadlines) {
    record Field(byte[] name, byte[] value, long expireAtMs) {}
    List<Field> fields = new ArrayList<>();
    int bound = pick(10, 64, 70);
    for (byte[] name : distinct(count(), bound)) {
      boolean expires = withDeadlines && (fields.isEmpty() || random.nextBoolean());
      fields.add(new Field(name, text(bound), expires ? FAR + random.nextInt(1000) : KeyHead.NONE));
    }
    List<byte[]> arguments = new ArrayList<>();
    List<byte[][]> deadlines = new ArrayList<>();
    for (Field field : fields) {
      arguments.add(field.name);
      arguments.add(field.value);
      if (field.expireAtMs != KeyHead.NONE) {
        byte[] at = ascii(Long.toString(field.expireAtMs));
        deadlines.add(
            command("HPEXPIREAT", head.name(), at, ascii("FIELDS"), ascii("1"), field.name));
      }
    }
    List<byte[][]> commands = new ArrayList<>(commands("HSET", head.name(), arguments));
    commands.addAll(deadlines);
    RdbValue value =
        new RdbValue.HashValue(
            sink -> {
              for (Field field : fields) {
                sink.field(field.expireAtMs).bytes(field.name);
                sink.value().bytes(field.value);
              }
            });
    boolean isSmall =
        fields.size() <= 512
            && fields.stream().allMatch(f -> f.name.length <= 64 && f.value.length <= 64);
    Set<RdbFeature> needs = withDeadlines ? Set.of(RdbFeature.FIELD_DEADLINES) : Set.of();
    return new WrittenKey(
        database,
        head,
        value,
        commands,
        isSmall && !withDeadlines ? SameBytes.ALWAYS : SameBytes.NEVER,
        needs);
  }

  private static WrittenKey plain(
      int database, KeyHead head, RdbValue value, List<byte[][]> commands) {
    return new WrittenKey(database, head, value, commands, SameBytes.ALWAYS, Set.of());
  }

  private KeyHead head(String kind) {
    return KeyHead.of(name(kind), random.nextInt(3) == 0 ? FAR + random.nextInt(1 << 20) : -1);
  }

  private byte[] name(String kind) {
    int number = names++;
    return random.nextInt(10) == 0 ? ascii(Integer.toString(number)) : ascii(kind + ":" + number);
  }

  private List<byte[]> distinct(int count, int bound) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] one = text(bound);
      all.put(Arrays.toString(one), one);
    }
    List<byte[]> shuffled = new ArrayList<>(all.values());
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private static int longest(List<byte[]> all) {
    return all.stream().mapToInt(one -> one.length).max().orElse(0);
  }

  private int count() {
    return pick(COUNTS);
  }

  private double score() {
    return switch (random.nextInt(7)) {
      case 0 -> random.nextInt(100) - 50;
      case 1 -> random.nextLong();
      case 2 -> random.nextDouble();
      case 3 -> random.nextInt(10_000) / 100.0;
      case 4 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 5 -> Math.pow(10, random.nextInt(40) - 20) * random.nextInt(1000);
      default -> finite(Double.longBitsToDouble(random.nextLong()));
    };
  }

  private static double finite(double any) {
    return Double.isFinite(any) ? any : 0;
  }

  private static String argument(double score) {
    if (Double.isInfinite(score)) {
      return score > 0 ? "inf" : "-inf";
    }
    return new BigDecimal(score).toString();
  }

  /** A string of at most so many bytes. */
  private byte[] text(int bound) {
    return switch (random.nextInt(6)) {
      case 0 -> ascii(Long.toString(random.nextLong() >> random.nextInt(64)));
      case 1 -> bytes(Math.min(bound, pick(LENGTHS)));
      case 2 -> repeated(Math.min(bound, pick(LENGTHS)));
      case 3 -> ascii("0" + random.nextInt(100));
      default -> repeated(random.nextInt(Math.min(bound, 40) + 1));
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Text as applications have it, which can be compressed. */
  private byte[] repeated(int length) {
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append("{\"id\":").append(random.nextInt(1000)).append(",\"name\":\"x\"},");
    }
    return ascii(text.substring(0, length));
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
