package org.aofkit.compact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.HashValue;
import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.write.Content;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.ScoredMembers;
import org.aofkit.rdb.write.StringSink;
import org.aofkit.server.Server;

/**
 * The commands that make a key, as servers write them into a base without image: at most 64
 * elements, members or fields a command, the deadline last (measured with Redis 7.0.15, 8.0.6 and
 * Valkey 9.1.2).
 *
 * <p>What commands can't say stands in a RESTORE, whose payload the target takes: values of
 * modules, streams that {@link StreamCommands} can't write, and sorted sets with a score of -0.
 */
final class KeyCommands {
  private static final int MOST = 64;
  private static final byte[] SET = ascii("SET");
  private static final byte[] RPUSH = ascii("RPUSH");
  private static final byte[] SADD = ascii("SADD");
  private static final byte[] ZADD = ascii("ZADD");
  private static final byte[] HMSET = ascii("HMSET");
  private static final byte[] HPEXPIREAT = ascii("HPEXPIREAT");
  private static final byte[] HSETEX = ascii("HSETEX");
  private static final byte[] PXAT = ascii("PXAT");
  private static final byte[] FIELDS = ascii("FIELDS");
  private static final byte[] ONE = ascii("1");
  private static final byte[] ZERO = ascii("0");
  private static final byte[] RESTORE = ascii("RESTORE");
  private static final byte[] PEXPIREAT = ascii("PEXPIREAT");

  /** Whole numbers up to here are exact, and shorter without an exponent. */
  private static final double LARGEST_WHOLE = 0x1p53;

  private final LogOutput out;
  private final CompactTarget target;
  private final StreamCommands streams;
  private final List<byte[]> words = new ArrayList<>();

  KeyCommands(LogOutput out, CompactTarget target) {
    this.out = out;
    this.target = target;
    this.streams = new StreamCommands(out, target);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] digits(long number) {
    return ascii(Long.toString(number));
  }

  /** Writes a string. */
  void string(byte[] name, byte[] value, int offset, int length, long expireAtMs)
      throws IOException {
    out.begin(3);
    out.word(SET);
    out.word(name);
    out.word(value, offset, length);
    deadline(name, expireAtMs);
  }

  /** Writes a string, copied from where it stands. */
  void string(StringPlace value) throws IOException {
    out.begin(3);
    out.word(SET);
    out.word(value.name());
    out.word(value);
    deadline(value.name(), value.expireAtMs());
  }

  private void deadline(byte[] name, long expireAtMs) throws IOException {
    if (expireAtMs != KeyHead.NONE) {
      // Servers do not take what is lower, and 0 has passed as well.
      out.command(PEXPIREAT, name, digits(Math.max(0, expireAtMs)));
    }
  }

  /** Writes a key. */
  void write(byte[] name, StoredKey key) throws IOException {
    Value value = key.value();
    RdbValue told = value.toRdb();
    if (told instanceof RdbValue.Text text) {
      text.data().tellTo(new Whole(name));
    } else if (told instanceof RdbValue.ListValue list) {
      list.elements().tellTo(new Batches(RPUSH, name));
      endBatch();
    } else if (told instanceof RdbValue.SetValue set) {
      set.members().tellTo(new Batches(SADD, name));
      endBatch();
    } else if (told instanceof RdbValue.SortedSetValue sortedSet && canAdd(sortedSet)) {
      sortedSet(name, sortedSet);
    } else if (value instanceof HashValue hash) {
      hash(name, hash);
    } else if (value instanceof StreamValue stream && streams.canWrite(stream)) {
      streams.write(name, stream);
    } else {
      byte[] payload = RdbWriter.payload(payloadTarget(told), ImageOutput.OPTIONS, told);
      out.command(RESTORE, name, ZERO, payload);
    }
    deadline(name, key.expireAtMs());
  }

  /**
   * Only deadlines of fields need a newer payload than that of Redis 7.2, and they stand in none. A
   * server that gets a payload of a version it does not know goes on without the key.
   */
  private RdbTarget payloadTarget(RdbValue told) {
    boolean isNewer = target.rdb().version() > RdbTarget.of(Server.REDIS_7_2).version();
    return isNewer && !(told instanceof RdbValue.ModuleValue)
        ? RdbTarget.of(Server.REDIS_7_2)
        : target.rdb();
  }

  /** Small sorted sets forget the sign of -0 when they are made by commands. */
  private static boolean canAdd(RdbValue.SortedSetValue sortedSet) throws IOException {
    var look = new SignLook();
    sortedSet.members().tellTo(look);
    return !look.isNegativeZero;
  }

  private void sortedSet(byte[] name, RdbValue.SortedSetValue sortedSet) throws IOException {
    var batches = new Batches(ZADD, name);
    sortedSet
        .members()
        .tellTo(
            score -> {
              batches.room(2 * MOST);
              words.add(ascii(text(score)));
              return batches;
            });
    endBatch();
  }

  private static String text(double score) {
    if (Double.isInfinite(score)) {
      return score > 0 ? "inf" : "-inf";
    }
    return score == Math.rint(score) && Math.abs(score) <= LARGEST_WHOLE
        ? Long.toString((long) score)
        : Double.toString(score);
  }

  private void hash(byte[] name, HashValue hash) throws IOException {
    boolean isValkey = target.rdb().isValkey();
    boolean hasDeadlines = !target.rdb().cannotExpress().contains(RdbFeature.FIELD_DEADLINES);
    var batches = new Batches(HMSET, name);
    for (int i = 0; i < hash.size(); i++) {
      boolean isApart = hasDeadlines && isValkey && hash.deadline(i) != HashValue.NEVER;
      if (!isApart) {
        batches.room(2 * MOST);
        words.add(hash.field(i));
        words.add(hash.value(i));
      }
    }
    endBatch();
    for (int i = 0; hasDeadlines && i < hash.size(); i++) {
      if (hash.deadline(i) != HashValue.NEVER) {
        byte[] deadline = digits(hash.deadline(i));
        if (isValkey) {
          out.command(HSETEX, name, PXAT, deadline, FIELDS, ONE, hash.field(i), hash.value(i));
        } else {
          out.command(HPEXPIREAT, name, deadline, FIELDS, ONE, hash.field(i));
        }
      }
    }
  }

  private void endBatch() throws IOException {
    if (!words.isEmpty()) {
      out.command(words.toArray(byte[][]::new));
      words.clear();
    }
  }

  /** Whether there is a score of -0. */
  private static final class SignLook implements ScoredMembers.Sink, StringSink {
    private boolean isNegativeZero;

    @Override
    public StringSink member(double score) {
      isNegativeZero |= score == 0 && 1 / score < 0;
      return this;
    }

    @Override
    public void bytes(byte[] array, int index, int length) {
      // Only scores are looked at.
    }

    @Override
    public void integer(long value) {
      // Only scores are looked at.
    }

    @Override
    public void content(Content content) {
      // Only scores are looked at.
    }
  }

  /** A string that is one command. */
  private final class Whole implements StringSink {
    private final byte[] name;

    Whole(byte[] name) {
      this.name = name;
    }

    @Override
    public void bytes(byte[] array, int index, int length) throws IOException {
      out.begin(3);
      out.word(SET);
      out.word(name);
      out.word(array, index, length);
    }

    @Override
    public void integer(long value) throws IOException {
      bytes(digits(value));
    }

    @Override
    public void content(Content content) throws IOException {
      out.begin(3);
      out.word(SET);
      out.word(name);
      out.word(content);
    }
  }

  /** Strings that are put into commands, as many as go into one. */
  private final class Batches implements StringSink {
    private final byte[] command;
    private final byte[] name;

    Batches(byte[] command, byte[] name) {
      this.command = command;
      this.name = name;
    }

    /** Begins a command, or the next one if there are so many words behind the key. */
    void room(int most) throws IOException {
      if (words.size() >= 2 + most) {
        endBatch();
      }
      if (words.isEmpty()) {
        words.add(command);
        words.add(name);
      }
    }

    @Override
    public void bytes(byte[] array, int index, int length) throws IOException {
      if (command != ZADD) {
        room(MOST);
      }
      words.add(Arrays.copyOfRange(array, index, index + length));
    }

    @Override
    public void integer(long value) throws IOException {
      bytes(digits(value));
    }

    @Override
    public void content(Content content) throws IOException {
      bytes(LogOutput.bytes(content));
    }
  }
}
