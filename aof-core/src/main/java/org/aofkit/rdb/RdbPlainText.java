package org.aofkit.rdb;

import org.aofkit.rdb.packed.Lzf;
import org.aofkit.rdb.packed.PackedDamage;

/**
 * A string that lies in an array whole, in whatever form but a number; expanded if it is
 * compressed. One object serves any number of strings, one after the other.
 */
final class RdbPlainText {
  private static final int SHORT = 0x40;
  private static final int HIGH = 0x3F;
  private static final byte LONG = (byte) 0x80;
  private static final byte LZF = (byte) 0xC3;

  /** A byte for the form and two lengths. */
  private static final int ROOM = 11;

  private static final int LONGEST = 1 << 20;

  private byte[] room = new byte[0];
  private byte[] array = room;
  private int index;
  private int length;

  /** Where {@link #number} has got to. */
  private int next;

  /**
   * Opens the string that begins at an index.
   *
   * @return where it ends; negative if it is not plain, or not here
   */
  int open(byte[] a, int at, int end) {
    if (end - at < ROOM) {
      return RdbPlainValue.OTHER;
    }
    if (a[at] == LZF) {
      return expand(a, at + 1, end);
    }
    int count = number(a, at);
    if (count < 0 || count > end - next) {
      return RdbPlainValue.OTHER;
    }
    array = a;
    index = next;
    length = count;
    return next + count;
  }

  private int expand(byte[] a, int at, int end) {
    int stored = number(a, at);
    int expanded = number(a, next);
    if (stored <= 0
        || stored > end - next
        || expanded <= 0
        || expanded > LONGEST
        || expanded > (long) stored * RdbStrings.MOST_RATIO) {
      return RdbPlainValue.OTHER;
    }
    if (room.length < expanded) {
      room = new byte[Math.min(LONGEST, 2 * expanded)];
    }
    try {
      Lzf.expand(a, next, stored, room, expanded);
    } catch (PackedDamage damage) {
      // What it is, and where, says who looks again.
      return RdbPlainValue.OTHER;
    }
    array = room;
    index = 0;
    length = expanded;
    return next + stored;
  }

  /** A length of up to 31 bits; negative if it is none. */
  private int number(byte[] a, int at) {
    int first = a[at];
    if (first >= SHORT) {
      next = at + 2;
      return (first & HIGH) << 8 | a[at + 1] & 0xFF;
    }
    if (first != LONG) {
      next = at + 1;
      return first;
    }
    next = at + 1 + Integer.BYTES;
    return a[at + 1] << 24 | (a[at + 2] & 0xFF) << 16 | (a[at + 3] & 0xFF) << 8 | a[at + 4] & 0xFF;
  }

  /** Holds the string. */
  byte[] array() {
    return array;
  }

  /** Where in {@link #array} it begins. */
  int index() {
    return index;
  }

  /** How many bytes it has. */
  int length() {
    return length;
  }
}
