package org.aofkit.fuzz.rdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.ScoredMembers;

/** Images like those of production, the same ones for the same seed. */
public final class GeneratedImages {
  /** When all of them say that they were taken, unix seconds. */
  public static final long TAKEN_SECONDS = 1_764_000_000L;

  private static final String[] WORDS =
      "alpha beta gamma delta order shipped status pending user profile amet ipsum".split(" ");
  private static final long NOW = 1_764_000_000_000L;
  private static final int DEADLINES = 1_000_000_000;

  private final Random random;
  private final RdbTarget target;
  private final long firstDeadline;
  private int libraries;

  /** Images in the encodings of a target, with deadlines of the year 2025. */
  public GeneratedImages(RdbTarget target, long seed) {
    this(target, seed, NOW);
  }

  /**
   * Images in the encodings of a target.
   *
   * @param firstDeadline the earliest deadline of a key, in milliseconds since 1970
   */
  public GeneratedImages(RdbTarget target, long seed, long firstDeadline) {
    this.target = target;
    this.firstDeadline = firstDeadline;
    this.random = new Random(seed);
  }

  /** The same with so many function libraries at the head, for servers that have them. */
  public GeneratedImages withLibraries(int count) {
    libraries = count;
    return this;
  }

  private interface Body {
    void write(RdbWriter writer) throws IOException;
  }

  private record Key(String name, RdbValue value) {}

  /** Many keys with short texts. */
  byte[] small(int count) throws IOException {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String value = "value-" + i + "-" + Long.toUnsignedString(random.nextLong());
      keys.add(new Key("key:" + (100_000 + i), RdbValue.string(bytes(value))));
    }
    return image(writer -> database(writer, 0, keys, 0));
  }

  /** Keys of all types, small ones and big ones, some with deadlines. */
  byte[] mixed(int count) throws IOException {
    return image(writer -> database(writer, 0, mixedKeys(count), 4));
  }

  /** The same in several databases. */
  public byte[] mixed(int count, int... databases) throws IOException {
    return image(
        writer -> {
          for (int database : databases) {
            database(writer, database, mixedKeys(count), 4);
          }
        });
  }

  /** Keys of all types; one of five is a hash whose fields have deadlines. */
  byte[] withFields(int count) throws IOException {
    DeadlineHashes hashes = new DeadlineHashes(random, firstDeadline);
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(i % 5 == 0 ? new Key("profile:" + i, hashes.next()) : mixedKey(i));
    }
    return image(writer -> database(writer, 0, keys, 4));
  }

  /** Short texts, and hashes whose fields have deadlines, which are most of the image. */
  byte[] mostlyFields(int count) throws IOException {
    DeadlineHashes hashes = new DeadlineHashes(random, firstDeadline);
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String value = "value-" + i + "-" + Long.toUnsignedString(random.nextLong());
      boolean isHash = random.nextInt(4) == 0;
      keys.add(
          isHash
              ? new Key("profile:" + i, hashes.next())
              : new Key("key:" + (100_000 + i), RdbValue.string(bytes(value))));
    }
    return image(writer -> database(writer, 0, keys, 0));
  }

  /** The same with fields that are named as keys are. */
  byte[] fieldsLikeKeys(int count) throws IOException {
    DeadlineHashes hashes = new DeadlineHashes(random, firstDeadline);
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(
          random.nextInt(4) == 0
              ? new Key("index:" + i, hashes.next("page:"))
              : new Key("page:" + i, RdbValue.string(bytes(text(5 + random.nextInt(10))))));
    }
    return image(writer -> database(writer, 0, keys, 0));
  }

  /** Long texts that can be compressed. */
  byte[] compressible(int count) throws IOException {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new Key("doc:" + i, RdbValue.string(bytes(text(50 + random.nextInt(250))))));
    }
    return image(writer -> database(writer, 0, keys, 0));
  }

  private byte[] image(Body body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), target);
    writer.begin();
    writer.aux("redis-ver", "7.0.15");
    writer.aux("redis-bits", "64");
    writer.aux("ctime", Long.toString(TAKEN_SECONDS));
    writer.aux("used-mem", "1048576");
    writer.aux("aof-base", "0");
    for (int i = 0; i < libraries; i++) {
      writer.function(bytes(library(i)));
    }
    body.write(writer);
    writer.end();
    return bytes.toByteArray();
  }

  private static String library(int number) {
    return "#!lua name=lib%1$d\n-- %2$s\nredis.register_function('run%1$d', function(keys, args)\n"
            .formatted(number, "words and more ".repeat(number))
        + "  return redis.call('GET', keys[1])\nend)\n";
  }

  /** Every so many keys has a deadline; 0 for none. */
  private void database(RdbWriter writer, int number, List<Key> keys, int every)
      throws IOException {
    int expiring = every == 0 ? 0 : (keys.size() + every - 1) / every;
    writer.database(number, keys.size(), expiring);
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      byte[] name = bytes(key.name());
      boolean expires = every != 0 && i % every == 0;
      writer.key(
          expires ? KeyHead.of(name, firstDeadline + random.nextInt(DEADLINES)) : KeyHead.of(name),
          key.value());
    }
  }

  private List<Key> mixedKeys(int count) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(mixedKey(i));
    }
    return keys;
  }

  private Key mixedKey(int i) {
    return switch (random.nextInt(11)) {
      case 0 -> {
        byte[] session = new byte[5 + random.nextInt(200)];
        random.nextBytes(session);
        yield new Key("session:" + i, RdbValue.string(session));
      }
      case 1 -> new Key("counter:" + i, RdbValue.string(bytes("" + random.nextInt(100_000))));
      case 2 -> new Key("page:" + i, RdbValue.string(bytes(text(5 + random.nextInt(75)))));
      case 3 -> new Key("user:" + i, hash(1 + random.nextInt(11), 3));
      case 4 -> new Key("big:" + i, hash(1 + random.nextInt(20), 20));
      case 5 -> new Key("queue:" + i, RdbValue.list(texts(1 + random.nextInt(30), 9)));
      case 6 -> new Key("tags:" + i, RdbValue.set(numbered("tag", 1 + random.nextInt(9), 0)));
      case 7 -> new Key("ids:" + i, RdbValue.set(integers(1 + random.nextInt(40))));
      case 8 -> new Key("rank:" + i, scores(1 + random.nextInt(20), 0));
      case 9 -> new Key("bigrank:" + i, scores(1 + random.nextInt(20), 9));
      default -> new Key("bigset:" + i, RdbValue.set(numbered("member", 1 + random.nextInt(9), 9)));
    };
  }

  private RdbValue hash(int fields, int words) {
    List<byte[]> pairs = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      pairs.add(bytes("field" + i));
      pairs.add(
          switch (random.nextInt(4)) {
            case 0 -> bytes("");
            case 1 -> bytes("0");
            case 2 -> bytes("" + random.nextInt(1000));
            default -> bytes(text(words));
          });
    }
    HashFields told =
        sink -> {
          for (int i = 0; i < pairs.size(); i += 2) {
            sink.field(KeyHead.NONE).bytes(pairs.get(i));
            sink.value().bytes(pairs.get(i + 1));
          }
        };
    return new RdbValue.HashValue(told);
  }

  private RdbValue scores(int count, int words) {
    List<byte[]> members = numbered("m", count, words);
    double[] scores = random.doubles(count, 0, 100).toArray();
    ScoredMembers told =
        sink -> {
          for (int i = 0; i < scores.length; i++) {
            sink.member(scores[i]).bytes(members.get(i));
          }
        };
    return new RdbValue.SortedSetValue(told);
  }

  private List<byte[]> numbered(String name, int count, int words) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(bytes(name + "-" + i + (words == 0 ? "" : " " + text(words))));
    }
    return all;
  }

  private List<byte[]> texts(int count, int words) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(bytes(text(1 + random.nextInt(words))));
    }
    return all;
  }

  private List<byte[]> integers(int count) {
    return random.ints(0, 100_000).distinct().limit(count).mapToObj(i -> bytes("" + i)).toList();
  }

  private String text(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
