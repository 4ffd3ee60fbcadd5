package org.aofkit.rdb.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged containers: whatever their bytes are, a walk ends in an answer, and in the same one
 * whether the string lies in an array or comes in pieces that hold hardly an entry.
 */
class MutationTest {
  private record Subject(PackedContainer walker, byte[] string) {}

  @Test
  void everyByteReplacedGivesTheSameAnswerInOnePieceAndInMany() {
    for (Subject subject : subjects()) {
      byte[] string = subject.string.clone();
      for (int i = 0; i < string.length; i++) {
        byte before = string[i];
        for (int flip : new int[] {1, 2, 0x40, 0x80, 0xFF, before ^ 0xFF, before, before ^ 0xFE}) {
          string[i] = (byte) (before ^ flip);
          requireSame(subject.walker, string);
        }
        string[i] = before;
      }
    }
  }

  @Test
  void everyTruncationIsDamage() {
    for (Subject subject : subjects()) {
      for (int length = 0; length < subject.string.length; length++) {
        byte[] cut = Arrays.copyOf(subject.string, length);
        requireSame(subject.walker, cut);
        if (!(subject.walker instanceof Zipmap)) {
          assertThat(Walk.over(subject.walker, cut).damage()).isNotNull();
        }
      }
    }
  }

  @Test
  void truncatedInsidesWithAFittingHeaderGiveTheSameAnswer() {
    for (Subject subject : subjects()) {
      for (int length = 11; length < subject.string.length; length++) {
        byte[] cut = Arrays.copyOf(subject.string, length);
        cut[length - 1] = (byte) 0xFF;
        if (!(subject.walker instanceof Zipmap)) {
          LittleEndian.INT.set(cut, 0, length);
        }
        requireSame(subject.walker, cut);
      }
    }
  }

  @Test
  void randomBytesGiveTheSameAnswer() {
    var random = new Random(20261123);
    for (int i = 0; i < 20_000; i++) {
      var string = new byte[11 + random.nextInt(60)];
      random.nextBytes(string);
      string[string.length - 1] = (byte) 0xFF;
      LittleEndian.INT.set(string, 0, string.length);
      requireSame(new Listpack(), string);
      LittleEndian.INT.set(string, 4, 10);
      requireSame(new Ziplist(), string);
      requireSame(new Zipmap(), string);
    }
  }

  private static void requireSame(PackedContainer walker, byte[] string) {
    Walk whole = Walk.over(walker, string);
    for (int piece : new int[] {1, 7, 1000}) {
      assertThat(Walk.streamed(walker, string, 32, piece).comparable())
          .isEqualTo(whole.comparable());
    }
  }

  private static List<Subject> subjects() {
    var listpack = new ListpackWriter(false);
    var ziplist = new ZiplistWriter();
    for (PackedWriter writer : List.of(listpack, ziplist)) {
      for (long number :
          new long[] {0, 12, 100, 200, -3000, 30_000, -8_000_000, 1 << 30, 1L << 40}) {
        writer.integer(number);
      }
      for (int length : new int[] {0, 5, 20, 64, 130, 260, 3}) {
        writer.bytes(new byte[length], 0, length);
      }
    }
    var zipmap =
        new Packing()
            .raw(3, 1, 'a', 1, 0, '1', 0, 0, 0, 1, 'c', 0xFE, 4, 1, 0, 0, 2)
            .text(262)
            .raw(0xFF);
    return List.of(
        new Subject(new Listpack(), Packing.finished(listpack)),
        new Subject(new Ziplist(), Packing.finished(ziplist)),
        new Subject(new Intset(), Packing.intset(4, 9, -70000, -1, 0, 1, 2, 3, 255, 256, 1 << 30)),
        new Subject(new Zipmap(), zipmap.bytes()));
  }
}
