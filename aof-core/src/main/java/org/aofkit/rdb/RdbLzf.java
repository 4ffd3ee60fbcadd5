package org.aofkit.rdb;

import java.io.IOException;

/**
 * Walks an LZF stream in constant memory, to see whether servers can expand it.
 *
 * <pre>
 *   000lllll  l+1 bytes                       these bytes
 *   lllddddd [l' if l = 7] dddddddd           l+2 bytes (l+l'+2) from d+1 bytes back; may overlap
 * </pre>
 *
 * Servers refuse a stream that ends inside an item, reaches back before its beginning, or does not
 * give exactly the announced length. An announced length of 0 is never refused (measured with Redis
 * 7.0.15, 8.0.6 and Valkey 9.1.2).
 */
final class RdbLzf {
  /** Matches reach back this far at most. */
  private static final int REACH = 1 << 13;

  private static final int LONGEST_MATCH = 7 + 255 + 2;
  private static final int WINDOW = 1 << 16;

  private final RdbInput in;
  private final byte[] head;
  private byte[] window = new byte[0];
  private int headLength;
  private int end;

  /**
   * @param in positioned at the first byte of a stream whenever one is walked
   * @param head takes the first bytes of the output
   */
  RdbLzf(RdbInput in, byte[] head) {
    this.in = in;
    this.head = head;
  }

  /** Passes a stream without keeping its output. */
  void skip(long compressed, long expanded) throws IOException, RdbStop {
    walk(compressed, expanded, false);
  }

  /**
   * Passes a stream and keeps the first bytes of its output in the head.
   *
   * @return the last byte of the output, 0 to 255
   */
  int read(long compressed, long expanded) throws IOException, RdbStop {
    if (window.length == 0) {
      window = new byte[WINDOW];
    }
    headLength = -1;
    end = 0;
    walk(compressed, expanded, true);
    keepHead();
    return window[end - 1] & 0xFF;
  }

  private void walk(long compressed, long expanded, boolean keep) throws IOException, RdbStop {
    long start = in.position();
    long stop = start + compressed;
    long produced = 0;
    while (in.position() < stop) {
      int control = in.readByte();
      int count;
      if (control < 32) {
        count = control + 1;
        expect(in.position() + count <= stop, start);
        expect(fits(produced, count, expanded), start);
        if (keep) {
          makeRoom();
          in.readFully(window, end, count);
          end += count;
        } else {
          in.skip(count);
        }
      } else {
        count = (control >>> 5) + 2;
        if (count == 7 + 2) {
          expect(in.position() < stop, start);
          count += in.readByte();
        }
        expect(in.position() < stop, start);
        int distance = ((control & 31) << 8 | in.readByte()) + 1;
        expect(distance <= produced, start);
        expect(fits(produced, count, expanded), start);
        if (keep) {
          copyBack(distance, count);
        }
      }
      produced += count;
    }
    expect(produced == expanded, start);
  }

  private static boolean fits(long produced, int count, long expanded) {
    return Long.compareUnsigned(produced + count, expanded) <= 0;
  }

  private static void expect(boolean condition, long start) throws RdbStop {
    if (!condition) {
      throw RdbStop.badFormat(
          start, "expected an LZF stream of the announced length, found one that does not expand");
    }
  }

  private void copyBack(int distance, int count) {
    makeRoom();
    int from = end - distance;
    if (distance >= count) {
      System.arraycopy(window, from, window, end, count);
    } else {
      for (int i = 0; i < count; i++) {
        window[end + i] = window[from + i];
      }
    }
    end += count;
  }

  private void makeRoom() {
    if (end + LONGEST_MATCH > WINDOW) {
      keepHead();
      System.arraycopy(window, end - REACH, window, 0, REACH);
      end = REACH;
    }
  }

  /**
   * The head is kept once: when the beginning of the output is about to leave the window, or at the
   * end.
   */
  private void keepHead() {
    if (headLength < 0) {
      headLength = Math.min(end, head.length);
      System.arraycopy(window, 0, head, 0, headLength);
    }
  }
}
