package org.aofkit.rdb.packed;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A walker over one kind of packed container. It keeps nothing from one string to the next but what
 * it tells of the last one, so that one object serves a whole image; it is not for several threads.
 *
 * <p>Time is linear in the size of the string, and memory is what the {@link PackedInput} has.
 */
public abstract sealed class PackedContainer permits Intset, Listpack, Ziplist, Zipmap {
  /** A count that the header does not tell. */
  public static final long UNKNOWN = -1;

  static final int TERMINATOR = 0xFF;

  private long announced;
  private long oddAt;
  private String oddText = "";
  private long onlyRedisAt;
  private long onlyValkey9At;

  PackedContainer() {}

  /**
   * Verifies what every server looks at before it takes the string: that the header is there, that
   * the announced size is the size of the string, and the last byte. Redis 7 and 8 look at no more
   * in listpacks and intsets unless they are told to sanitize. The string is passed.
   *
   * @return how many entries the header announces, or {@link #UNKNOWN}
   * @throws PackedDamage with {@link PackedDamage.Part#OUTSIDE} if every server refuses the string
   * @throws IOException if the feed cannot be read
   */
  public final long outside(PackedInput in) throws IOException, PackedDamage {
    begin(in);
    lastByte(in);
    return announced;
  }

  /**
   * Verifies everything and tells the entries. The string is passed.
   *
   * @param sink takes the entries; null if nobody wants them
   * @return how many entries there are; 0 only if the container is an empty listpack or ziplist
   * @throws PackedDamage at the first thing wrong; if the outside is wrong too, that is told and
   *     nothing else
   * @throws IOException if the feed cannot be read
   */
  public final long walk(PackedInput in, @Nullable PackedSink sink)
      throws IOException, PackedDamage {
    begin(in);
    if (in.isContiguous()) {
      if (isTerminated()) {
        terminator(in.array[in.end - 1] & 0xFF, in.size());
      }
      return entries(in, sink);
    }
    try {
      return entries(in, sink);
    } catch (PackedDamage damage) {
      if (damage.part() == PackedDamage.Part.INSIDE) {
        lastByte(in);
      }
      throw damage;
    }
  }

  /** How many entries the header of the last string announces, or {@link #UNKNOWN}. */
  public final long announced() {
    return announced;
  }

  /**
   * Offset of the first entry of the last string that every server reads well but none would write,
   * such as a number in more bytes than it needs; -1 if there is none.
   */
  public final long oddAt() {
    return oddAt;
  }

  /** What is odd at {@link #oddAt()}; empty if there is nothing. */
  public final String oddText() {
    return oddText;
  }

  /**
   * Offset of the first entry of the last string that Redis takes and Valkey 9 refuses; -1 if there
   * is none. Such an entry is not damaged: it is what Redis writes. Only listpacks have it, see
   * {@link Listpack}.
   */
  public final long onlyRedisAt() {
    return onlyRedisAt;
  }

  /**
   * Offset of the first entry of the last string that Valkey 9 takes and Redis, if it sanitizes,
   * refuses (otherwise it loads the string, and a later read ends it); -1 if there is none. Such an
   * entry is not damaged: it is what Valkey 9 writes. Only listpacks have it, see {@link Listpack}.
   */
  public final long onlyValkey9At() {
    return onlyValkey9At;
  }

  /**
   * Reads the header.
   *
   * @return how many entries it announces, or {@link #UNKNOWN}
   */
  abstract long header(PackedInput in) throws IOException, PackedDamage;

  /** Whether the last byte is FF. */
  abstract boolean isTerminated();

  /** Reads the rest. */
  abstract long entries(PackedInput in, @Nullable PackedSink sink) throws IOException, PackedDamage;

  final void odd(long offset, String text) {
    if (oddAt < 0) {
      oddAt = offset;
      oddText = text;
    }
  }

  /** Notes an entry that Redis and Valkey 9 write in different ways. */
  final void disputed(long offset, boolean isOfRedis) {
    if (isOfRedis && onlyRedisAt < 0) {
      onlyRedisAt = offset;
    } else if (!isOfRedis && onlyValkey9At < 0) {
      onlyValkey9At = offset;
    }
  }

  private void begin(PackedInput in) throws IOException, PackedDamage {
    oddAt = -1;
    oddText = "";
    onlyRedisAt = -1;
    onlyValkey9At = -1;
    announced = header(in);
  }

  /** Passes the rest of the string; its last byte is the terminator where there has to be one. */
  final void lastByte(PackedInput in) throws IOException, PackedDamage {
    long rest = in.remaining();
    if (rest == 0 || !isTerminated()) {
      in.skip(rest);
      return;
    }
    in.skip(rest - 1);
    terminator(in.readByte(), in.size());
  }

  private static void terminator(int last, long size) throws PackedDamage {
    if (last != TERMINATOR) {
      throw PackedDamage.outside(
          size - 1, "expected ff at the end, found " + Integer.toHexString(last));
    }
  }
}
