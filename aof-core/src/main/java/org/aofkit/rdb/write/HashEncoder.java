package org.aofkit.rdb.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.packed.PackedWriter;
import org.aofkit.server.Dialect;

/**
 * Writes hashes: up to 512 fields with names and values of up to 64 bytes as a listpack or ziplist;
 * else plain. Where fields have deadlines, Redis writes them into listpacks of triples, in the
 * order of the deadlines, or relative to the least one; Valkey always plain.
 */
final class HashEncoder {
  private static final int MAX_FIELDS = 512;
  private static final int LONGEST = 64;

  /**
   * What Redis 8.0.6 still loads (measured) is 1 less; its commands take a quarter of that. Valkey
   * 9.1.2 takes any.
   */
  private static final long END_OF_TIME = 1L << 48;

  private final RdbOutput out;
  private final RdbStringWriter strings;
  private final RdbTarget target;
  private final PackedWriter packed;
  private final Losses losses;

  HashEncoder(
      RdbOutput out,
      RdbStringWriter strings,
      RdbTarget target,
      PackedWriter packed,
      Losses losses) {
    this.out = out;
    this.strings = strings;
    this.target = target;
    this.packed = packed;
    this.losses = losses;
  }

  void write(RecordStart start, HashFields fields) throws IOException {
    var first = new First();
    fields.tellTo(first);
    first.finish();
    Twice.checkNotEmpty(first.count);
    boolean deadlines = first.least != Long.MAX_VALUE;
    if (deadlines) {
      deadlines = losses.canExpress(RdbFeature.FIELD_DEADLINES);
    }
    boolean isValkeyWithDeadlines = deadlines && target.dialect() == Dialect.VALKEY;
    if (first.isSmall && !isValkeyWithDeadlines) {
      small(start, first, deadlines);
      return;
    }
    if (!deadlines) {
      start.type(RdbType.HASH);
    } else if (isValkeyWithDeadlines) {
      start.type(RdbType.HASH_DEADLINES_VALKEY);
    } else {
      start.type(RdbType.HASH_DEADLINES);
      out.putLittleEndian(first.least, Long.BYTES);
    }
    out.putLength(first.count);
    var second = new Second(deadlines, isValkeyWithDeadlines, first.least);
    fields.tellTo(second);
    second.finish();
    Twice.check(first.count, second.count);
  }

  private void small(RecordStart start, First first, boolean deadlines) throws IOException {
    packed.reset();
    if (deadlines) {
      first.kept.sort(Comparator.comparingLong(Field::order));
    }
    for (Field field : first.kept) {
      packed.bytes(field.name, 0, field.name.length);
      packed.bytes(field.value, 0, field.value.length);
      if (deadlines) {
        packed.integer(Math.max(0, field.expireAtMs));
      }
    }
    if (deadlines) {
      start.type(RdbType.HASH_DEADLINES_LISTPACK);
      out.putLittleEndian(first.least, Long.BYTES);
    } else {
      start.type(target.hasListpacks() ? RdbType.HASH_LISTPACK : RdbType.HASH_ZIPLIST);
    }
    strings.packed(packed);
  }

  private void check(long expireAtMs) {
    boolean isLate = target.dialect() == Dialect.REDIS && expireAtMs >= END_OF_TIME;
    if (expireAtMs < KeyHead.NONE || isLate || expireAtMs == 0) {
      throw new IllegalArgumentException("a field cannot expire at " + expireAtMs);
    }
  }

  private record Field(byte[] name, byte[] value, long expireAtMs) {
    /** Fields without a deadline are last. */
    long order() {
      return expireAtMs == KeyHead.NONE ? Long.MAX_VALUE : expireAtMs;
    }
  }

  /** Counts, and keeps fields as long as there are few short ones. */
  private final class First extends ShortStrings implements HashFields.Sink {
    private final List<Field> kept = new ArrayList<>();
    private boolean isSmall = true;
    private long least = Long.MAX_VALUE;
    private long count;
    private long told;
    private long expireAtMs;
    private byte[] name = new byte[0];

    @Override
    public StringSink field(long nextExpireAtMs) {
      check(nextExpireAtMs);
      finish();
      count++;
      expireAtMs = nextExpireAtMs;
      if (expireAtMs != KeyHead.NONE) {
        least = Math.min(least, expireAtMs);
      }
      return this;
    }

    @Override
    public StringSink value() {
      Twice.check(2 * count - 1, told);
      return this;
    }

    @Override
    void string(byte[] array, int index, int length) {
      told++;
      isSmall &= length <= LONGEST && count <= MAX_FIELDS;
      if (!isSmall) {
        return;
      }
      byte[] copy = Arrays.copyOfRange(array, index, index + length);
      if (told < 2 * count) {
        name = copy;
      } else {
        kept.add(new Field(name, copy, expireAtMs));
      }
    }

    @Override
    void longString(Content content) {
      told++;
      isSmall = false;
    }

    void finish() {
      Twice.check(2 * count, told);
    }
  }

  /** Writes each deadline before its field, or behind the value. */
  private final class Second implements HashFields.Sink {
    private final long before = strings.strings();
    private final boolean isBefore;
    private final boolean isBehind;
    private final long least;
    private long count;
    private long expireAtMs;

    Second(boolean deadlines, boolean isBehind, long least) {
      this.isBefore = deadlines && !isBehind;
      this.isBehind = isBehind;
      this.least = least;
    }

    @Override
    public StringSink field(long nextExpireAtMs) throws IOException {
      check(nextExpireAtMs);
      finish();
      count++;
      expireAtMs = nextExpireAtMs;
      if (isBefore) {
        out.putLength(expireAtMs == KeyHead.NONE ? 0 : expireAtMs - least + 1);
      }
      return strings;
    }

    @Override
    public StringSink value() {
      Twice.check(2 * count - 1, strings.strings() - before);
      return strings;
    }

    void finish() throws IOException {
      Twice.check(2 * count, strings.strings() - before);
      if (isBehind && count > 0) {
        out.putLittleEndian(expireAtMs, Long.BYTES);
      }
    }
  }
}
