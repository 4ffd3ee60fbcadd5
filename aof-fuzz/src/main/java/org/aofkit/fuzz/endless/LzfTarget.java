package org.aofkit.fuzz.endless;

import java.io.IOException;
import java.util.Arrays;
import org.aofkit.rdb.packed.Feed;
import org.aofkit.rdb.packed.Lzf;
import org.aofkit.rdb.packed.LzfCompressor;
import org.aofkit.rdb.packed.LzfFeed;
import org.aofkit.rdb.packed.LzfVerifier;
import org.aofkit.rdb.packed.PackedDamage;
import org.jspecify.annotations.Nullable;

/**
 * What is compressed expands to what it was. Bytes taken for a stream are expanded as a plain
 * expander of some thirty lines does it, or refused where that one refuses, by all four of ours:
 * the one for arrays, the one for long strings, and the two that only verify.
 */
public final class LzfTarget implements FuzzTarget {
  /** A stream of three bytes expands to 264. */
  private static final int LONGEST = 1 << 16;

  /** For the buffers of the feed, and for what is said of damage. */
  private static final long ALLOCATED = 128 << 10;

  private static final int LITERALS = 32;
  private static final int PIECE = 5;

  private final LzfCompressor compressor = new LzfCompressor();
  private final LzfFeed feed = new LzfFeed();
  private final LzfVerifier verifier = new LzfVerifier();
  private final byte[] plain = new byte[LONGEST];

  /** A target with a compressor that it goes on using, as a writer does. */
  public LzfTarget() {}

  @Override
  public void accept(byte[] input) throws IOException {
    expand(input);
    compress(input);
  }

  private void compress(byte[] input) throws IOException {
    byte[] stream = new byte[input.length + input.length / LITERALS + 2];
    int length = compressor.compress(input, 0, input.length, stream, 1, stream.length - 1);
    Promise.that(length >= 0, () -> "not compressed into all the room it can need");
    Promise.that(stream[0] == 0, () -> "written in front of the place");
    byte[] bytes = Arrays.copyOfRange(stream, 1, 1 + length);
    byte[] back = expanded(bytes, input.length);
    Promise.that(Arrays.equals(back, input), () -> "compressed and expanded is something else");
    if (length > 0) {
      byte[] tight = new byte[length];
      int found = compressor.compress(input, 0, input.length, tight, 0, length - 1);
      Promise.that(found < 0, () -> "compressed into less room than it was given before");
    }
  }

  /** The first two bytes say how far the announced length is from the right one. */
  private void expand(byte[] input) throws IOException {
    if (input.length < 2) {
      return;
    }
    byte[] stream = Arrays.copyOfRange(input, 1, input.length);
    int whole = plainly(stream);
    int right = whole >= 0 ? whole : -1 - whole;
    int announced = Math.max(0, right + input[0]);
    if (announced > LONGEST || right > LONGEST) {
      return;
    }
    boolean fits = announced == 0 || (whole >= 0 && announced == whole);
    byte @Nullable [] found = expanded(stream, announced);
    Promise.same(found != null, fits, () -> "expands to " + announced);
    if (found != null && announced > 0) {
      Promise.that(
          Arrays.equals(found, Arrays.copyOf(plain, announced)), () -> "expands to other bytes");
    }
  }

  /**
   * Expands in all ways, which must agree.
   *
   * @return null if the stream is refused
   */
  private byte @Nullable [] expanded(byte[] stream, int announced) throws IOException {
    Promise.allocating(ALLOCATED + 4L * announced, () -> inAllWays(stream, announced));
    return inAllWays(stream, announced);
  }

  private byte @Nullable [] inAllWays(byte[] stream, int announced) throws IOException {
    byte @Nullable [] out = new byte[announced];
    String damage = "";
    try {
      Lzf.expand(stream, 0, stream.length, out, announced);
    } catch (PackedDamage e) {
      damage = text(e);
      out = null;
    }
    Promise.same(verified(stream, announced).isEmpty(), damage.isEmpty(), () -> "verified at once");
    Promise.same(verifiedInPieces(stream, announced).isEmpty(), damage.isEmpty(), () -> "pieces");
    if (announced > 0) {
      byte[] fed = new byte[announced];
      boolean whole = fed(stream, fed);
      Promise.same(whole, out != null, () -> "fed");
      Promise.that(out == null || Arrays.equals(fed, out), () -> "fed bytes are others");
    }
    return out;
  }

  private static String verified(byte[] stream, int announced) {
    try {
      Lzf.verify(stream, 0, stream.length, announced);
      return "";
    } catch (PackedDamage e) {
      return text(e);
    }
  }

  private String verifiedInPieces(byte[] stream, int announced) {
    try {
      verifier.begin(announced);
      for (int at = 0; at < stream.length; at += PIECE) {
        verifier.accept(stream, at, Math.min(PIECE, stream.length - at));
      }
      verifier.finish();
      return "";
    } catch (PackedDamage e) {
      return text(e);
    }
  }

  private boolean fed(byte[] stream, byte[] target) throws IOException {
    try {
      feed.open(new Pieces(stream, PIECE), stream.length, target.length);
      int at = 0;
      while (at < target.length) {
        at += feed.read(target, at, Math.min(PIECE, target.length - at));
      }
      Promise.same(feed.read(new byte[1], 0, 1), -1, () -> "behind the end of the feed");
      return true;
    } catch (PackedDamage e) {
      return false;
    }
  }

  private static String text(PackedDamage damage) {
    return damage.part() + " " + damage.offset() + " " + damage.getMessage();
  }

  /**
   * Expands byte by byte.
   *
   * @return how many bytes there are; if the stream is none, -1 and less by so many as there were
   */
  private int plainly(byte[] stream) {
    int produced = 0;
    int at = 0;
    while (at < stream.length) {
      int control = stream[at++] & 0xFF;
      if (control < LITERALS) {
        for (int i = 0; i <= control; i++) {
          if (at == stream.length || produced == LONGEST) {
            return -1 - produced;
          }
          plain[produced++] = stream[at++];
        }
        continue;
      }
      int length = (control >> 5) + 2;
      if (length == 9 && at < stream.length) {
        length += stream[at++] & 0xFF;
      }
      if (at == stream.length) {
        return -1 - produced;
      }
      int from = produced - ((control & 31) * 256 + (stream[at++] & 0xFF)) - 1;
      if (from < 0) {
        return -1 - produced;
      }
      for (int i = 0; i < length; i++) {
        if (produced == LONGEST) {
          return -1 - produced;
        }
        plain[produced++] = plain[from + i];
      }
    }
    return produced;
  }

  /** Bytes, a few at a time. */
  static final class Pieces implements Feed {
    private final byte[] bytes;
    private final int most;
    private int at;

    Pieces(byte[] bytes, int most) {
      this.bytes = bytes;
      this.most = most;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(Math.min(length, most), bytes.length - at);
      System.arraycopy(bytes, at, target, offset, count);
      at += count;
      return count;
    }
  }
}
