package org.aofkit.rdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.packed.Lzf;
import org.aofkit.rdb.packed.PackedDamage;

/**
 * A string of an RDB image: a key, an element, a value. One object is used for many of them, so it
 * is valid until the method of the {@link RdbHandler} that got it returns; {@link #slice()}
 * outlives it. Nothing is expanded or copied before somebody asks.
 */
public final class RdbBytes {
  /** The longest string in bytes that {@link #hold} makes lie in an array. */
  public static final int LONGEST_HELD = 1 << 20;

  private static final byte[] NOTHING = new byte[0];

  private final ByteSource source;
  private final byte[] digits = new byte[RdbDigits.LONGEST];
  private byte[] room = NOTHING;

  private RdbSlice.Form form = RdbSlice.Form.RAW;
  private long offset;
  private long stored;
  private long expanded;
  private long within;
  private long length;
  private long number;
  private byte[] array = NOTHING;
  private int index;
  private boolean isHeld;
  private byte[] compressed = NOTHING;
  private int compressedIndex = -1;

  RdbBytes(ByteSource source) {
    this.source = source;
  }

  /** The length of the string in bytes. */
  public long length() {
    return length;
  }

  /** How the string is stored. */
  public RdbSlice.Form form() {
    return form;
  }

  /** The number the string is the decimal text of; only if it is stored as one. */
  public long number() {
    if (form != RdbSlice.Form.INTEGER) {
      throw new IllegalStateException("not stored as a number but " + form);
    }
    return number;
  }

  /**
   * Makes the whole string lie in {@link #array} from {@link #index} on; expands it if need be.
   *
   * @return false if it is longer than {@link #LONGEST_HELD} and does not lie in one already
   * @throws IOException if the source cannot be read
   */
  public boolean hold() throws IOException {
    if (isHeld) {
      return true;
    }
    if (form == RdbSlice.Form.INTEGER) {
      index = RdbDigits.write(number, digits, digits.length);
      array = digits;
      isHeld = true;
      return true;
    }
    if (length > LONGEST_HELD) {
      return false;
    }
    makeRoom((int) length);
    if (compressedIndex >= 0 && within == 0 && length == expanded) {
      expand();
    } else {
      byte[] read = slice().read(source, (int) length);
      System.arraycopy(read, 0, room, 0, read.length);
    }
    array = room;
    index = 0;
    isHeld = true;
    return true;
  }

  /** Holds the string, from {@link #index} on; only after {@link #hold}. To be left alone. */
  public byte[] array() {
    checkHeld();
    return array;
  }

  /** Where in {@link #array} the string begins; only after {@link #hold}. */
  public int index() {
    checkHeld();
    return index;
  }

  /**
   * A copy of the first bytes.
   *
   * @param limit how many at most
   * @throws IOException if the source cannot be read
   */
  public byte[] toByteArray(int limit) throws IOException {
    if (!hold()) {
      return slice().read(source, limit);
    }
    byte[] copy = new byte[(int) Math.min(limit, length)];
    System.arraycopy(array, index, copy, 0, copy.length);
    return copy;
  }

  /**
   * Writes the whole string.
   *
   * @param target borrowed
   * @throws IOException if the source cannot be read or the target fails
   */
  public void writeTo(OutputStream target) throws IOException {
    if (hold()) {
      target.write(array, index, (int) length);
    } else {
      slice().open(source).transferTo(target);
    }
  }

  /**
   * Begins to read the string piece by piece; for strings that {@link #hold} refuses.
   *
   * @return the bytes; best read in blocks, need not be closed
   * @throws IOException if the source cannot be read
   */
  public InputStream open() throws IOException {
    return slice().open(source);
  }

  /**
   * Where the string lies. With {@link RdbSlice.Form#RAW} it can be looked at in place: {@link
   * ByteSource#window} of its offset and length.
   */
  public RdbSlice slice() {
    return new RdbSlice(form, offset, stored, expanded, within, length, number);
  }

  /** Where the string, or what it is a part of, begins in the source. */
  long offset() {
    return offset;
  }

  void setNumber(long at, long value) {
    clear(RdbSlice.Form.INTEGER, at, RdbDigits.length(value));
    number = value;
  }

  /** Bytes that lie in an array too. */
  void setRaw(long at, byte[] holder, int from, int count) {
    clear(RdbSlice.Form.RAW, at, count);
    array = holder;
    index = from;
    isHeld = true;
  }

  /** Bytes that lie in the source only. */
  void setRaw(long at, long count) {
    clear(RdbSlice.Form.RAW, at, count);
  }

  /**
   * Compressed bytes.
   *
   * @param holder holds them from {@code from} on, unless that is -1
   */
  void setLzf(long at, long size, long whole, byte[] holder, int from) {
    clear(RdbSlice.Form.LZF, at, whole);
    stored = size;
    expanded = whole;
    compressed = holder;
    compressedIndex = from;
  }

  /** A part of something compressed; {@link #setHeld} may follow. */
  void setPart(long at, long size, long whole, long begin, long count) {
    clear(RdbSlice.Form.LZF, at, count);
    stored = size;
    expanded = whole;
    within = begin;
  }

  /** Says that the string lies in this array. */
  void setHeld(byte[] holder, int from) {
    array = holder;
    index = from;
    isHeld = true;
  }

  /** Makes the view independent of arrays that others use. */
  void detach() {
    compressedIndex = -1;
    if (!isHeld || array == room || array == digits) {
      return;
    }
    isHeld = length <= LONGEST_HELD;
    if (isHeld) {
      makeRoom((int) length);
      System.arraycopy(array, index, room, 0, (int) length);
      array = room;
      index = 0;
    }
  }

  private void clear(RdbSlice.Form newForm, long at, long count) {
    form = newForm;
    offset = at;
    length = count;
    stored = 0;
    expanded = 0;
    within = 0;
    number = 0;
    isHeld = false;
    compressedIndex = -1;
  }

  private void expand() throws IOException {
    try {
      Lzf.expand(compressed, compressedIndex, (int) stored, room, (int) length);
    } catch (PackedDamage damage) {
      throw changed(damage);
    }
  }

  private void makeRoom(int count) {
    if (room.length < count) {
      room = new byte[Math.min(LONGEST_HELD, Math.max(64, Integer.highestOneBit(count) << 1))];
    }
  }

  private void checkHeld() {
    if (!isHeld) {
      throw new IllegalStateException("the string is not held");
    }
  }

  /** It was verified before it was told. */
  private IOException changed(PackedDamage damage) {
    return new IOException(source.name() + " @ " + offset + ": " + damage.getMessage(), damage);
  }
}
