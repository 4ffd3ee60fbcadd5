package org.aofkit.rdb.packed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Verifies LZF streams that lie in one array, two at a time and without expanding them.
 *
 * <p>Where an item of a stream ends is known only from its first byte, so that passing items is a
 * chain of look-ups, each waiting for the one before. Two streams are two chains, which a processor
 * follows side by side; tables in the place of branches keep it from guessing wrong which kind of
 * item is next. One object is for one thread.
 *
 * <pre>
 *   lanes.begin(array);
 *   isSound = lanes.add(from, length, expected) &amp;&amp; ... &amp;&amp; lanes.finish();
 * </pre>
 *
 * If something is wrong with one of the streams, {@link Lzf#verify} says with which, and what.
 */
public final class LzfLanes {
  private static final int CODES = 256;
  private static final int FIRST_MATCH = 32;
  private static final int FIRST_LONG_MATCH = 7 << 5;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** By the first byte of an item: bytes of the item. */
  private static final byte[] BYTES = new byte[CODES];

  /** Bytes it expands to, without those that its second byte adds. */
  private static final byte[] GIVES = new byte[CODES];

  /**
   * The rest, looked at beside the first four bytes of the item: how far these are to be shifted
   * down to see the last byte of a match (bits 0 to 4), a mask for the second byte where it adds to
   * what the item expands to (bits 8 to 15), how far back the item reaches but for its last byte
   * (bits 16 to 31; negative for literals).
   */
  private static final int[] REST = new int[CODES];

  static {
    for (int code = 0; code < CODES; code++) {
      boolean isLiteral = code < FIRST_MATCH;
      boolean isLong = code >= FIRST_LONG_MATCH;
      BYTES[code] = (byte) (isLiteral ? code + 2 : isLong ? 3 : 2);
      GIVES[code] = (byte) (isLiteral ? code + 1 : (code >>> 5) + 2);
      int back = isLiteral ? -Lzf.REACH : (code & 0x1F) << 8;
      REST[code] = back << 16 | (isLong ? 0xFF10 : 8);
    }
  }

  private byte[] array = new byte[0];
  private int at;
  private int stop;
  private int gave;
  private int expected;

  /** With no stream in it. */
  public LzfLanes() {}

  /** Begins with an array, whatever was added before. */
  public void begin(byte[] newArray) {
    array = newArray;
    at = 0;
    stop = 0;
    gave = 0;
    expected = 0;
  }

  /** How many bytes of the array must lie behind each stream. */
  public static int room() {
    return Lzf.LONGEST_ITEM;
  }

  /**
   * Adds a stream. It may be verified later, with the next one.
   *
   * @param from index of its first byte
   * @param length of the stream in bytes, at most 2^22; at least {@link #room} bytes of the array
   *     lie behind it
   * @param expectedLength what the file announces, 1 or more
   * @return false if a stream is damaged, be it this one or one added before
   */
  public boolean add(int from, int length, int expectedLength) {
    byte[] in = array;
    int a = at;
    int aStop = stop;
    int aGave = gave;
    int aBack = 0;
    int b = from;
    int bStop = from + length;
    int bGave = 0;
    int bBack = 0;
    while (a < aStop && b < bStop) {
      int aItem = (int) INTS.get(in, a);
      int bItem = (int) INTS.get(in, b);
      int aRest = REST[aItem & 0xFF];
      int bRest = REST[bItem & 0xFF];
      aBack |= aGave - 1 - (aItem >>> aRest & 0xFF | aRest >> 16);
      bBack |= bGave - 1 - (bItem >>> bRest & 0xFF | bRest >> 16);
      aGave += GIVES[aItem & 0xFF] + ((aItem & aRest & 0xFF00) >>> 8);
      bGave += GIVES[bItem & 0xFF] + ((bItem & bRest & 0xFF00) >>> 8);
      a += BYTES[aItem & 0xFF];
      b += BYTES[bItem & 0xFF];
    }
    if ((aBack | bBack) < 0) {
      return false;
    }
    if (a < aStop) {
      at = a;
      gave = aGave;
      return b == bStop && bGave == expectedLength;
    }
    boolean isSound = a == aStop && aGave == expected;
    at = b;
    stop = bStop;
    gave = bGave;
    expected = expectedLength;
    return isSound;
  }

  /**
   * Verifies what is left.
   *
   * @return false if it is damaged
   */
  public boolean finish() {
    byte[] in = array;
    int back = 0;
    while (at < stop) {
      int item = (int) INTS.get(in, at);
      int rest = REST[item & 0xFF];
      back |= gave - 1 - (item >>> rest & 0xFF | rest >> 16);
      gave += GIVES[item & 0xFF] + ((item & rest & 0xFF00) >>> 8);
      at += BYTES[item & 0xFF];
    }
    return back >= 0 && at == stop && gave == expected;
  }
}
