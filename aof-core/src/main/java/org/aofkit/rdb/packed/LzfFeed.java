package org.aofkit.rdb.packed;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Expands an LZF stream piece by piece, in constant memory, for strings that are too long to be
 * expanded at once. One object serves any number of streams, one after the other.
 *
 * <pre>
 *   window   [ at least 8 KiB that matches may reach back to | expanded, not given yet | room ]
 *                                                            given                    op
 * </pre>
 */
public final class LzfFeed implements Feed {
  private static final int WINDOW = 1 << 16;
  private static final int INPUT = 1 << 14;
  private static final byte[] NOTHING = new byte[0];

  private @Nullable Feed compressed;
  private byte[] input = NOTHING;
  private byte[] window = NOTHING;

  /** Bytes of the stream that were not read into the input yet. */
  private long unread;

  private long length;
  private long expectedLength;
  private long produced;
  private int ip;
  private int stop;
  private int given;
  private int op;

  /** For one stream after the other, reused. */
  public LzfFeed() {}

  /**
   * Begins with a stream.
   *
   * @param compressed gives the bytes of the stream
   * @param length of the stream in bytes, 0 or more
   * @param expectedLength what the file announces, 0 or more
   * @return this
   */
  public LzfFeed open(Feed compressed, long length, long expectedLength) {
    if (length < 0 || expectedLength < 0) {
      throw new IllegalArgumentException("lengths of " + length + " and " + expectedLength);
    }
    if (window.length == 0) {
      window = new byte[WINDOW];
      input = new byte[INPUT];
    }
    this.compressed = compressed;
    this.length = length;
    this.expectedLength = expectedLength;
    unread = length;
    produced = 0;
    ip = 0;
    stop = 0;
    given = 0;
    op = 0;
    return this;
  }

  /**
   * The next expanded bytes.
   *
   * @throws PackedDamage if the stream does not expand to exactly the announced length; bytes in
   *     front of the damage may have been given before, but never all of them. The next call then
   *     gives the rest of them, if there is one, and the call after that throws again
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException, PackedDamage {
    if (given == op) {
      if (produced == expectedLength) {
        return -1;
      }
      expandMore();
    }
    int count = Math.min(length, op - given);
    System.arraycopy(window, given, target, offset, count);
    given += count;
    return count;
  }

  private void expandMore() throws IOException, PackedDamage {
    if (WINDOW - op < Lzf.LONGEST_MATCH) {
      System.arraycopy(window, op - Lzf.REACH, window, 0, Lzf.REACH);
      op = Lzf.REACH;
      given = op;
    }
    fill();
    int end = (int) Math.min(WINDOW, op + expectedLength - produced);
    long reached = Lzf.expand(input, ip, stop, window, op, end);
    int count = Lzf.second(reached) - op;
    ip = Lzf.first(reached);
    op += count;
    produced += count;
    boolean isAtEnd = ip == stop && unread == 0;
    if (count == 0 || isAtEnd != (produced == expectedLength)) {
      throw Lzf.damage(input, ip, stop, length - unread - (stop - ip), produced, expectedLength);
    }
  }

  /** Makes at least one whole item lie in the input, if there is one. */
  private void fill() throws IOException, PackedDamage {
    System.arraycopy(input, ip, input, 0, stop - ip);
    stop -= ip;
    ip = 0;
    Feed from = Objects.requireNonNull(compressed);
    while (unread > 0 && stop < Lzf.LONGEST_ITEM) {
      int count = from.read(input, stop, (int) Math.min(INPUT - stop, unread));
      if (count <= 0) {
        throw PackedDamage.compression(
            length - unread,
            "expected " + length + " compressed bytes, found " + (length - unread));
      }
      stop += count;
      unread -= count;
    }
  }
}
