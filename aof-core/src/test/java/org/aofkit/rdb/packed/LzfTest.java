package org.aofkit.rdb.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** LZF streams, expanded at once, in pieces, and only verified: always the same answer. */
class LzfTest {
  private static final LzfFeed FEED = new LzfFeed();

  @Test
  void aLiteralAndAMatchThatOverlapsExpand() {
    assertThat(expanded(5, 1, 'a', 'b', 0x20, 1)).isEqualTo("ababa");
    assertThat(expanded(9, 0, 'a', 0xC0, 0)).isEqualTo("aaaaaaaaa");
    assertThat(expanded(10, 0, 'a', 0xE0, 0, 0)).isEqualTo("aaaaaaaaaa");
    assertThat(expanded(3 + 264, 2, 'a', 'b', 'c', 0xE0, 255, 2)).isEqualTo("abc".repeat(89));
  }

  @Test
  void whatServersRefuseIsDamageAndSaysWhere() {
    assertThat(damage(2, 1, 'a')).contains("@0", "ends inside an item");
    assertThat(damage(5, 1, 'a', 'b', 0x20)).contains("@3", "ends inside an item");
    assertThat(damage(11, 1, 'a', 'b', 0xE0, 0)).contains("@3", "ends inside an item");
    assertThat(damage(5, 1, 'a', 'b', 0x20, 2)).contains("@3", "reaches back 3 bytes after 2");
    assertThat(damage(4, 1, 'a', 'b', 0x20, 1)).contains("@5", "found 5");
    assertThat(damage(6, 1, 'a', 'b', 0x20, 1)).contains("@5", "found 5");
    assertThat(damage(2, 1, 'a', 'b', 0, 'c')).contains("@5", "found 3");
    assertThat(damage(1)).contains("@0", "found 0");
  }

  @Test
  void aStreamOfNothingIsNotLookedAt() {
    assertThat(expanded(0, 0x20, 5)).isEmpty();
    assertThat(expanded(0)).isEmpty();
  }

  @Test
  void whatTheCompressorWritesExpandsToTheSame() throws Exception {
    var random = new Random(1);
    var compressor = new LzfCompressor();
    for (int i = 0; i < 200; i++) {
      var text = new byte[30 + random.nextInt(i < 190 ? 3000 : 300_000)];
      int letters = 1 + random.nextInt(20);
      for (int k = 0; k < text.length; k++) {
        text[k] = (byte) random.nextInt(letters);
      }
      var stream = new byte[text.length];
      int length = compressor.compress(text, 0, text.length, stream, 0, text.length - 4);
      if (length > 0) {
        byte[] cut = Arrays.copyOf(stream, length);
        assertThat(answer(cut, text.length)).isNull();
        var out = new byte[text.length + 5];
        out[text.length] = 77;
        Lzf.expand(cut, 0, length, out, text.length);
        assertThat(Arrays.copyOf(out, text.length)).isEqualTo(text);
        assertThat(out[text.length]).isEqualTo((byte) 77);
        assertThat(fed(cut, text.length, 1 + random.nextInt(100))).isEqualTo(text);
      }
    }
  }

  @Test
  void everyByteReplacedAndEveryTruncationGivesOneAnswer() {
    byte[] text =
        "the quick brown fox, the quick brown fox; aaaaaaaaaaaaaaaaaaaa"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    var stream = new byte[text.length];
    int length = new LzfCompressor().compress(text, 0, text.length, stream, 0, text.length);
    byte[] whole = Arrays.copyOf(stream, length);
    for (int i = 0; i < length; i++) {
      byte before = whole[i];
      for (int value = 0; value < 256; value++) {
        whole[i] = (byte) value;
        answer(whole, text.length);
      }
      whole[i] = before;
      assertThat(answer(Arrays.copyOf(whole, i), text.length)).isNotNull();
    }
  }

  @Test
  void randomStreamsGiveOneAnswer() {
    var random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      var stream = new byte[random.nextInt(60)];
      random.nextBytes(stream);
      for (int k = 0; k < stream.length; k += 1 + random.nextInt(3)) {
        stream[k] &= 0x25;
      }
      answer(stream, random.nextInt(200));
    }
  }

  @Test
  void hugeClaimsCostNothing() {
    assertThat(answer(new byte[] {0, 'a'}, Long.MAX_VALUE)).isNotNull();
  }

  private static String expanded(int length, int... stream) {
    byte[] bytes = bytes(stream);
    assertThat(answer(bytes, length)).isNull();
    try {
      return new String(fed(bytes, length, 3), java.nio.charset.StandardCharsets.US_ASCII);
    } catch (IOException | PackedDamage e) {
      throw new AssertionError(e);
    }
  }

  private static String damage(int length, int... stream) {
    String answer = answer(bytes(stream), length);
    assertThat(answer).isNotNull();
    return String.valueOf(answer);
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** What all ways say of a stream; null if it is well. */
  private static @Nullable String answer(byte[] stream, long length) {
    var shifted = new byte[stream.length + 40];
    Arrays.fill(shifted, (byte) 0x21);
    System.arraycopy(stream, 0, shifted, 11, stream.length);
    String verified = said(() -> Lzf.verify(shifted, 11, stream.length, length));
    if (length < 1 << 20) {
      var out = new byte[(int) length];
      String expanded = said(() -> Lzf.expand(shifted, 11, stream.length, out, (int) length));
      assertThat(expanded == null).isEqualTo(verified == null);
    }
    for (int piece : new int[] {1, 5, 1000}) {
      String inPieces = said(() -> verifyInPieces(stream, length, piece));
      assertThat(inPieces == null).isEqualTo(verified == null);
      String fed = said(() -> fed(stream, length, piece));
      assertThat(fed == null).isEqualTo(verified == null);
    }
    return verified;
  }

  private static void verifyInPieces(byte[] stream, long length, int piece) throws PackedDamage {
    var verifier = new LzfVerifier();
    verifier.begin(length);
    for (int at = 0; at < stream.length; at += piece) {
      verifier.accept(stream, at, Math.min(piece, stream.length - at));
    }
    verifier.finish();
  }

  private static byte[] fed(byte[] stream, long length, int piece)
      throws IOException, PackedDamage {
    int[] at = {0};
    Feed source =
        (target, offset, most) -> {
          int count = Math.min(Math.min(most, piece), stream.length - at[0]);
          System.arraycopy(stream, at[0], target, offset, count);
          at[0] += count;
          return count;
        };
    var feed = FEED.open(source, stream.length, length);
    var out = new byte[(int) Math.min(length, 1 << 20)];
    int done = 0;
    while (done < out.length) {
      done += feed.read(out, done, Math.min(out.length - done, 50));
    }
    return out;
  }

  private interface Action {
    void run() throws IOException, PackedDamage;
  }

  private static @Nullable String said(Action action) {
    try {
      action.run();
      return null;
    } catch (PackedDamage e) {
      assertThat(e.part()).isEqualTo(PackedDamage.Part.COMPRESSION);
      return "@" + e.offset() + " " + e.getMessage();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
