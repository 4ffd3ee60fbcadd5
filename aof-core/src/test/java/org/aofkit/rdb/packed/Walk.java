package org.aofkit.rdb.packed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk told: its entries as text, and how it ended.
 *
 * @param entries numbers as they are, bytes as text, large ones looked up
 * @param damage null if there was none
 */
record Walk(
    List<String> entries,
    long count,
    PackedDamage.@Nullable Part damage,
    long damageAt,
    String text,
    long oddAt,
    long onlyRedisAt,
    long onlyValkey9At,
    int large) {

  /** A walk over an array. */
  static Walk over(PackedContainer walker, byte[] string) {
    var array = new byte[string.length + 7];
    java.util.Arrays.fill(array, (byte) 0xA5);
    System.arraycopy(string, 0, array, 3, string.length);
    return of(walker, new PackedInput().wrap(array, 3, string.length), string);
  }

  /** A walk over pieces of so many bytes, with a buffer of this size. */
  static Walk streamed(PackedContainer walker, byte[] string, int buffer, int piece) {
    int[] at = {0};
    Feed feed =
        (target, offset, length) -> {
          int count = Math.min(Math.min(length, piece), string.length - at[0]);
          System.arraycopy(string, at[0], target, offset, count);
          at[0] += count;
          return count == 0 ? -1 : count;
        };
    return of(walker, new PackedInput(buffer).open(feed, string.length), string);
  }

  private static Walk of(PackedContainer walker, PackedInput input, byte[] string) {
    var told = new Told(string);
    try {
      long count = walker.walk(input, told);
      return walked(walker, told, count, null, -1, "");
    } catch (PackedDamage e) {
      return walked(walker, told, -1, e.part(), e.offset(), e.getMessage());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Walk walked(
      PackedContainer walker,
      Told told,
      long count,
      PackedDamage.@Nullable Part damage,
      long at,
      String text) {
    return new Walk(
        told.entries,
        count,
        damage,
        at,
        text,
        walker.oddAt(),
        walker.onlyRedisAt(),
        walker.onlyValkey9At(),
        told.large);
  }

  /** The same but for what depends on how the string came. */
  Walk comparable() {
    return new Walk(
        damage == null ? entries : List.of(),
        count,
        damage,
        damageAt,
        text,
        damage == null ? oddAt : -1,
        damage == null ? onlyRedisAt : -1,
        damage == null ? onlyValkey9At : -1,
        0);
  }

  private static final class Told implements PackedSink {
    private final byte[] string;
    private final List<String> entries = new ArrayList<>();
    private int large;

    Told(byte[] string) {
      this.string = string;
    }

    @Override
    public void integer(long value) {
      entries.add(Long.toString(value));
    }

    @Override
    public void bytes(byte[] array, int index, int length) {
      entries.add("x" + HexFormat.of().formatHex(array, index, index + length));
    }

    @Override
    public void large(long offsetInString, long length) {
      large++;
      bytes(string, (int) offsetInString, (int) length);
    }
  }
}
