package org.aofkit.keyspace.value;

import java.util.Arrays;
import org.aofkit.rdb.write.RdbValue;
import org.jspecify.annotations.Nullable;

/**
 * A string. One that is changed piece by piece and has more than 64 KiB lies in pages, of which
 * those that are all zeros or all ones take no memory.
 */
public final class StringValue implements Value {
  /** The longest string in bytes: what servers allow by default. */
  public static final int LONGEST = 512 << 20;

  private byte[] bytes;
  private int length;

  /** Whether {@link #bytes} may be written. */
  private boolean isOwn;

  private @Nullable Pages pages;

  /**
   * A string of these bytes.
   *
   * @param bytes not copied, and not to be changed any more
   */
  public StringValue(byte[] bytes) {
    this.bytes = bytes;
    this.length = bytes.length;
  }

  /** A string of ASCII text. */
  public static StringValue of(String text) {
    return new StringValue(ByteString.of(text).bytes());
  }

  @Override
  public ValueType type() {
    return ValueType.STRING;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  /** How many bytes it has. */
  public int length() {
    return length;
  }

  /** A byte, 0 to 255; 0 behind the end. */
  public int byteAt(int index) {
    if (index >= length) {
      return 0;
    }
    Pages paged = pages;
    return paged == null ? bytes[index] & 0xff : paged.byteAt(index);
  }

  /** A copy of the bytes from an index on, at most so many; fewer at the end. */
  public byte[] range(int from, int count) {
    int size = Math.max(0, Math.min(count, length - from));
    byte[] copy = new byte[size];
    if (pages == null) {
      System.arraycopy(bytes, from, copy, 0, size);
    } else {
      for (int i = 0; i < size; i++) {
        copy[i] = (byte) byteAt(from + i);
      }
    }
    return copy;
  }

  /** Whether it has just these bytes. */
  public boolean hasBytes(byte[] other) {
    if (length != other.length) {
      return false;
    }
    if (pages == null) {
      return Arrays.equals(bytes, 0, length, other, 0, length);
    }
    for (int i = 0; i < length; i++) {
      if ((byte) byteAt(i) != other[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes bytes over those that are there; zeros fill the gap if it ends before.
   *
   * @param at where the first is written
   * @throws IllegalArgumentException if it would be longer than {@link #LONGEST}
   */
  public void write(int at, byte[] source) {
    write(at, source, 0, source.length);
  }

  /** Makes it at least so long, by zeros at its end. */
  public void grow(int newLength) {
    write(newLength, new byte[0], 0, 0);
  }

  /** Writes one byte, at any place. */
  public void setByte(int at, int value) {
    write(at, new byte[] {(byte) value}, 0, 1);
  }

  private void write(int at, byte[] source, int index, int count) {
    long end = (long) at + count;
    if (end > LONGEST) {
      throw new IllegalArgumentException(end + " bytes");
    }
    int newLength = (int) Math.max(length, end);
    Pages paged = pages;
    if (paged == null && newLength > Pages.SIZE) {
      paged = new Pages(length);
      paged.write(0, bytes, 0, length);
      pages = paged;
      bytes = new byte[0];
    }
    if (paged == null) {
      if (newLength > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(Pages.SIZE, Math.max(newLength, length * 2)));
        isOwn = true;
      } else if (!isOwn) {
        bytes = bytes.clone();
        isOwn = true;
      }
      System.arraycopy(source, index, bytes, at, count);
    } else {
      paged.grow(newLength);
      paged.write(at, source, index, count);
    }
    length = newLength;
  }

  /** How one byte comes of two. */
  @FunctionalInterface
  public interface ByteOperator {
    /** Of two bytes, the lowest 8 bits of both; only those of the result count. */
    int apply(int left, int right);
  }

  /**
   * Combines strings byte by byte, the shorter ones as if zeros followed them.
   *
   * @param sources one or more
   * @param operator is asked for the first two, then for what came of them and the next
   */
  public static StringValue combine(StringValue[] sources, ByteOperator operator) {
    int longest = 0;
    for (StringValue source : sources) {
      longest = Math.max(longest, source.length);
    }
    if (longest <= Pages.SIZE) {
      return combineSmall(sources, operator, longest);
    }
    var result = new Pages(longest);
    byte[] page = new byte[Pages.SIZE];
    byte[] next = new byte[Pages.SIZE];
    for (int from = 0; from < longest; from += Pages.SIZE) {
      sources[0].copyPage(from, page);
      for (int i = 1; i < sources.length; i++) {
        sources[i].copyPage(from, next);
        for (int at = 0; at < Pages.SIZE; at++) {
          page[at] = (byte) operator.apply(page[at], next[at]);
        }
      }
      result.setPage(from / Pages.SIZE, page);
    }
    return of(result);
  }

  private static StringValue combineSmall(
      StringValue[] sources, ByteOperator operator, int longest) {
    byte[] result = Arrays.copyOf(sources[0].range(0, longest), longest);
    for (int i = 1; i < sources.length; i++) {
      for (int at = 0; at < longest; at++) {
        result[at] = (byte) operator.apply(result[at], sources[i].byteAt(at));
      }
    }
    return new StringValue(result);
  }

  /** A string of the same length with each bit turned over. */
  public StringValue inverted() {
    if (length <= Pages.SIZE) {
      byte[] turned = range(0, length);
      for (int at = 0; at < length; at++) {
        turned[at] = (byte) ~turned[at];
      }
      return new StringValue(turned);
    }
    var result = new Pages(length);
    byte[] page = new byte[Pages.SIZE];
    for (int from = 0; from < length; from += Pages.SIZE) {
      copyPage(from, page);
      for (int at = 0; at < Math.min(Pages.SIZE, length - from); at++) {
        page[at] = (byte) ~page[at];
      }
      result.setPage(from / Pages.SIZE, page);
    }
    return of(result);
  }

  private static StringValue of(Pages paged) {
    var value = new StringValue(new byte[0]);
    value.pages = paged;
    value.length = (int) paged.length();
    return value;
  }

  private void copyPage(int from, byte[] target) {
    Pages paged = pages;
    if (paged != null) {
      System.arraycopy(paged.page(from / Pages.SIZE), 0, target, 0, Pages.SIZE);
      return;
    }
    int count = Math.max(0, Math.min(Pages.SIZE, length - from));
    if (count > 0) {
      System.arraycopy(bytes, from, target, 0, count);
    }
    Arrays.fill(target, count, Pages.SIZE, (byte) 0);
  }

  @Override
  public StringValue copy() {
    Pages paged = pages;
    isOwn = false;
    var copy = new StringValue(bytes);
    copy.length = length;
    copy.pages = paged == null ? null : new Pages(paged);
    return copy;
  }

  @Override
  public long memory() {
    return Memory.OBJECT + (pages == null ? Memory.of(bytes) : pages.memory());
  }

  @Override
  public RdbValue toRdb() {
    Pages paged = pages;
    return paged == null
        ? new RdbValue.Text(sink -> sink.bytes(bytes, 0, length))
        : new RdbValue.Text(sink -> sink.content(paged));
  }
}
