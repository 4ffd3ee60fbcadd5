package org.aofkit.keyspace.value;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.aofkit.rdb.write.Content;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in pages, of which only those take memory that are not all zeros or all ones. Pages are
 * shared by copies until one of them writes.
 */
final class Pages implements Content {
  static final int SIZE = 1 << 16;
  private static final int SHIFT = 16;
  private static final int MASK = SIZE - 1;

  private static final byte[] ZEROS = new byte[SIZE];
  private static final byte[] ONES = ones();

  private @Nullable byte[][] pages;
  private BitSet owned = new BitSet();
  private int length;

  /** So many zeros. */
  Pages(int length) {
    this.pages = new @Nullable byte[count(length)][];
    this.length = length;
  }

  /** The same bytes; both share them from now on. */
  Pages(Pages other) {
    this.pages = other.pages.clone();
    this.length = other.length;
    other.owned = new BitSet();
  }

  private static byte[] ones() {
    byte[] ones = new byte[SIZE];
    Arrays.fill(ones, (byte) 0xff);
    return ones;
  }

  private static int count(int length) {
    return (int) ((length + (long) MASK) >>> SHIFT);
  }

  @Override
  public long length() {
    return length;
  }

  /** The bytes of memory that it takes; pages that are shared count in full. */
  long memory() {
    long sum = Memory.OBJECT + (long) Memory.REFERENCE * pages.length;
    for (byte[] page : pages) {
      sum += page == ONES ? 0 : Memory.of(page);
    }
    return sum;
  }

  int byteAt(int index) {
    byte[] page = pages[index >>> SHIFT];
    return page == null ? 0 : page[index & MASK] & 0xff;
  }

  /** Makes it at least so long. */
  void grow(int newLength) {
    if (newLength > length) {
      if (count(newLength) > pages.length) {
        int room = Math.max(count(newLength), pages.length + (pages.length >> 1));
        pages = Arrays.copyOf(pages, room);
      }
      length = newLength;
    }
  }

  /** Writes bytes; it is long enough. */
  void write(int at, byte[] bytes, int index, int count) {
    int done = 0;
    while (done < count) {
      int offset = at + done;
      int piece = Math.min(count - done, SIZE - (offset & MASK));
      System.arraycopy(bytes, index + done, own(offset >>> SHIFT), offset & MASK, piece);
      done += piece;
    }
  }

  /** A page to read, {@link #SIZE} bytes; beyond the end there are zeros. */
  byte[] page(int number) {
    byte[] page = number < pages.length ? pages[number] : null;
    return page == null ? ZEROS : page;
  }

  /**
   * Makes these bytes a page. They are not kept where they are all the same.
   *
   * @param bytes {@link #SIZE} of them, zeros behind the end
   */
  void setPage(int number, byte[] bytes) {
    owned.clear(number);
    if (Arrays.equals(bytes, ZEROS)) {
      pages[number] = null;
    } else if (Arrays.equals(bytes, ONES)) {
      pages[number] = ONES;
    } else {
      pages[number] = bytes.clone();
      owned.set(number);
    }
  }

  private byte[] own(int number) {
    byte[] page = pages[number];
    if (page == null || !owned.get(number)) {
      page = page == null ? new byte[SIZE] : page.clone();
      pages[number] = page;
      owned.set(number);
    }
    return page;
  }

  @Override
  public void tellTo(Pieces pieces) throws IOException {
    for (int i = 0; i < count(length); i++) {
      pieces.piece(page(i), 0, Math.min(SIZE, length - (i << SHIFT)));
    }
  }
}
