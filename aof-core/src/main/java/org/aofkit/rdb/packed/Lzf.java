package org.aofkit.rdb.packed;

import java.util.Arrays;

/**
 * Expands and verifies LZF streams, the compression of RDB strings.
 *
 * <pre>
 *   000lllll  l+1 bytes                       these bytes
 *   lllddddd [l' if l = 7] dddddddd           l+2 bytes (l+l'+2) from d+1 bytes back; may overlap
 * </pre>
 *
 * Servers refuse a stream that ends inside an item, reaches back before its beginning, or does not
 * give exactly the announced length. With an announced length of 0 they do not look at the stream
 * (measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2), and neither do these methods.
 */
public final class Lzf {
  /** The longest way back of a match, in bytes. */
  static final int REACH = 1 << 13;

  /** The longest match, in bytes. */
  static final int LONGEST_MATCH = 7 + 255 + 2;

  /** The longest item, in bytes: a literal of 32 bytes. */
  static final int LONGEST_ITEM = 33;

  private static final int LITERAL = 32;

  private Lzf() {}

  /**
   * Expands a stream.
   *
   * @param in holds the stream
   * @param from index of its first byte
   * @param length of the stream in bytes
   * @param out takes the expanded bytes, from index 0 on; its content behind {@code expectedLength}
   *     is not touched
   * @param expectedLength what the file announces, at most {@code out.length}
   * @throws PackedDamage if the stream does not expand to exactly this length; what {@code out}
   *     holds then is not defined
   */
  public static void expand(byte[] in, int from, int length, byte[] out, int expectedLength)
      throws PackedDamage {
    if (expectedLength == 0) {
      return;
    }
    int stop = from + length;
    long reached = expand(in, from, stop, out, 0, expectedLength);
    int ip = first(reached);
    int op = second(reached);
    if (ip != stop || op != expectedLength) {
      throw damage(in, ip, stop, ip - from, op, expectedLength);
    }
  }

  /**
   * Verifies a stream without expanding it.
   *
   * @param in holds the stream
   * @param from index of its first byte
   * @param length of the stream in bytes
   * @param expectedLength what the file announces
   * @throws PackedDamage if the stream does not expand to exactly this length
   */
  public static void verify(byte[] in, int from, int length, long expectedLength)
      throws PackedDamage {
    if (expectedLength == 0) {
      return;
    }
    int stop = from + length;
    int ip = from;
    long produced = 0;
    boolean isMoving = true;
    while (isMoving) {
      long passed = pass(in, ip, Math.min(stop - ip, LONGEST_PASS) + ip, produced);
      isMoving = first(passed) > ip;
      ip = first(passed);
      produced += second(passed);
    }
    if (ip != stop || produced != expectedLength) {
      throw damage(in, ip, stop, ip - from, produced, expectedLength);
    }
  }

  /**
   * Expands whole items until one does not fit, be it that the input ends inside of it, that the
   * output has no room for it, or that it reaches back too far.
   *
   * @return where the input ({@link #first}) and the output ({@link #second}) stand in front of
   *     this item
   */
  static long expand(byte[] in, int from, int stop, byte[] out, int to, int end) {
    int ip = from;
    int op = to;
    while (ip < stop) {
      int control = in[ip] & 0xFF;
      if (control < LITERAL) {
        int count = control + 1;
        if (count >= stop - ip || count > end - op) {
          break;
        }
        System.arraycopy(in, ip + 1, out, op, count);
        ip += count + 1;
        op += count;
      } else {
        int count = (control >>> 5) + 2;
        int at = ip + 1;
        if (count == 9) {
          if (at >= stop) {
            break;
          }
          count += in[at++] & 0xFF;
        }
        if (at >= stop) {
          break;
        }
        int distance = ((control & 31) << 8 | in[at] & 0xFF) + 1;
        if (distance > op || count > end - op) {
          break;
        }
        if (distance >= count) {
          System.arraycopy(out, op - distance, out, op, count);
        } else {
          repeat(out, op, distance, count);
        }
        ip = at + 1;
        op += count;
      }
    }
    return pair(ip, op);
  }

  /**
   * Repeats the last {@code distance} bytes until {@code count} are written, fewer than that at a
   * time only because the copy must not overlap: what was written doubles what can be copied next.
   */
  private static void repeat(byte[] out, int op, int distance, int count) {
    int source = op - distance;
    if (distance == 1) {
      Arrays.fill(out, op, op + count, out[source]);
      return;
    }
    int end = op + count;
    int at = op;
    while (at < end) {
      int bytes = Math.min(at - source, end - at);
      System.arraycopy(out, source, out, at, bytes);
      at += bytes;
    }
  }

  /** One call of {@link #pass} gets no more bytes, so that what it counts fits into 31 bits. */
  static final int LONGEST_PASS = 1 << 22;

  /**
   * Passes whole items until one is not whole or reaches back too far.
   *
   * @param produced bytes that were expanded before
   * @return where the input stands ({@link #first}) and how many bytes were expanded by this call
   *     ({@link #second})
   */
  static long pass(byte[] in, int from, int stop, long produced) {
    int ip = from;
    int known = (int) Math.min(produced, REACH);
    int count = 0;
    while (ip < stop) {
      int control = in[ip] & 0xFF;
      if (control < LITERAL) {
        if (control + 1 >= stop - ip) {
          break;
        }
        ip += control + 2;
        count += control + 1;
      } else {
        int bytes = (control >>> 5) + 2;
        int at = ip + 1;
        if (bytes == 9) {
          if (at >= stop) {
            break;
          }
          bytes += in[at++] & 0xFF;
        }
        if (at >= stop || ((control & 31) << 8 | in[at] & 0xFF) >= known + count) {
          break;
        }
        ip = at + 1;
        count += bytes;
      }
    }
    return pair(ip, count);
  }

  static long pair(int first, int second) {
    return (long) first << 32 | second;
  }

  static int first(long pair) {
    return (int) (pair >>> 32);
  }

  static int second(long pair) {
    return (int) pair;
  }

  /**
   * Says what is wrong with the item that nothing could be done with.
   *
   * @param ip its index
   * @param stop index behind the last byte of the stream
   * @param offset of the item in the stream
   * @param produced bytes that were expanded in front of it
   */
  static PackedDamage damage(
      byte[] in, int ip, int stop, long offset, long produced, long expectedLength) {
    String announced = "expected an LZF stream of " + expectedLength + " bytes, found ";
    if (ip == stop || produced >= expectedLength) {
      String found = ip == stop ? Long.toString(produced) : "more";
      return PackedDamage.compression(offset, announced + found);
    }
    int control = in[ip] & 0xFF;
    int header = control < LITERAL ? control + 2 : control < 7 << 5 ? 2 : 3;
    if (header > stop - ip) {
      return PackedDamage.compression(
          offset, announced + "one that ends inside an item, after " + produced);
    }
    if (control >= LITERAL) {
      int distance = ((control & 31) << 8 | in[ip + header - 1] & 0xFF) + 1;
      if (distance > produced) {
        return PackedDamage.compression(
            offset, announced + "one that reaches back " + distance + " bytes after " + produced);
      }
    }
    return PackedDamage.compression(offset, announced + "more");
  }
}
