package org.aofkit.rdb.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.aofkit.rdb.packed.PackedDamage.Part;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each encoding at its limits, and each thing that can be wrong. What servers do was measured. */
class ContainersTest {
  private final Listpack listpack = new Listpack();
  private final Ziplist ziplist = new Ziplist();
  private final Intset intset = new Intset();
  private final Zipmap zipmap = new Zipmap();

  @Test
  void everyEncodingOfAListpackIsReadAtItsLimits() {
    var writer = new ListpackWriter(false);
    long[] numbers = {
      0,
      127,
      128,
      -1,
      4095,
      -4096,
      4096,
      -4097,
      32767,
      -32768,
      32768,
      -32769,
      8388607,
      -8388608,
      8388608,
      -8388609,
      Integer.MAX_VALUE,
      Integer.MIN_VALUE,
      1L << 31,
      -(1L << 31) - 1,
      Long.MAX_VALUE,
      Long.MIN_VALUE
    };
    for (long number : numbers) {
      writer.integer(number);
    }
    int[] lengths = {0, 1, 63, 64, 125, 126, 4095, 4096, 16377, 16379};
    for (int length : lengths) {
      writer.bytes(new byte[length], 0, length);
    }
    Walk walk = Walk.over(listpack, Packing.finished(writer));
    assertThat(walk.damage()).as(walk.text()).isNull();
    assertThat(walk.count()).isEqualTo(numbers.length + lengths.length);
    assertThat(walk.entries().subList(0, numbers.length))
        .containsExactly(Arrays.stream(numbers).mapToObj(Long::toString).toArray(String[]::new));
    assertThat(walk.entries().subList(numbers.length, walk.entries().size()))
        .containsExactly(
            Arrays.stream(lengths).mapToObj(n -> "x" + "00".repeat(n)).toArray(String[]::new));
    assertThat(walk.oddAt()).isEqualTo(-1);
  }

  @Test
  void everyEncodingOfAZiplistIsReadAtItsLimits() {
    var writer = new ZiplistWriter();
    long[] numbers = {
      0,
      12,
      13,
      -1,
      127,
      -128,
      128,
      -129,
      32767,
      -32768,
      32768,
      -32769,
      8388607,
      -8388608,
      8388608,
      -8388609,
      Integer.MAX_VALUE,
      Integer.MIN_VALUE,
      1L << 31,
      Long.MAX_VALUE,
      Long.MIN_VALUE
    };
    for (long number : numbers) {
      writer.integer(number);
    }
    int[] lengths = {0, 63, 64, 250, 251, 252, 253, 16383, 16384, 1};
    for (int length : lengths) {
      writer.bytes(new byte[length], 0, length);
    }
    Walk walk = Walk.over(ziplist, Packing.finished(writer));
    assertThat(walk.damage()).as(walk.text()).isNull();
    assertThat(walk.entries().subList(0, numbers.length))
        .containsExactly(Arrays.stream(numbers).mapToObj(Long::toString).toArray(String[]::new));
    assertThat(walk.count()).isEqualTo(numbers.length + lengths.length);
    assertThat(walk.oddAt()).isEqualTo(-1);
  }

  @Test
  void aCountOf65535MeansThatNobodyKnows() {
    assertThat(listpackOf(65535, new Packing().raw(1, 1, 2, 1)).count()).isEqualTo(2);
    assertThat(listpack.announced()).isEqualTo(PackedContainer.UNKNOWN);
    assertThat(listpackOf(1, new Packing().raw(1, 1, 2, 1)).damageAt()).isEqualTo(4);
    assertThat(listpackOf(3, new Packing().raw(1, 1, 2, 1)).damageAt()).isEqualTo(4);
    assertThat(
            Walk.over(ziplist, Packing.ziplist(12, 65535, new Packing().raw(0, 0xF1, 2, 0xF2)))
                .count())
        .isEqualTo(2);
    assertThat(
            Walk.over(ziplist, Packing.ziplist(12, 3, new Packing().raw(0, 0xF1, 2, 0xF2)))
                .damageAt())
        .isEqualTo(8);
  }

  @Test
  void manyEntriesAreCounted() {
    var entries = new Packing();
    for (int i = 0; i < 70_000; i++) {
      entries.raw(1, 1);
    }
    assertThat(listpackOf(65535, entries).count()).isEqualTo(70_000);
    assertThat(listpackOf(70_000 & 0xFFFF, entries).damage()).isEqualTo(Part.INSIDE);
  }

  @Test
  void redisAndValkey9DifferInTheLongestEntryOfASize() {
    for (int length : new int[] {16378, 2097146}) {
      for (boolean isValkey9 : new boolean[] {false, true}) {
        var writer = new ListpackWriter(isValkey9);
        writer.integer(7);
        writer.bytes(new byte[length], 0, length);
        writer.integer(8);
        byte[] packed = Packing.finished(writer);
        Walk walk = Walk.over(listpack, packed);
        assertThat(walk.damage()).as(walk.text()).isNull();
        assertThat(walk.onlyRedisAt()).isEqualTo(isValkey9 ? -1 : 8);
        assertThat(walk.onlyValkey9At()).isEqualTo(isValkey9 ? 8 : -1);
        assertThat(Walk.streamed(listpack, packed, 64, 7).comparable())
            .isEqualTo(walk.comparable());
      }
    }
  }

  @Test
  void aBackLengthIsReadFromTheRightWhereverThatLeads() {
    assertThat(listpackOf(1, new Packing().raw(0x82, 'v', 0, 0x83)).oddAt()).isEqualTo(9);
    assertThat(listpackOf(1, new Packing().raw(0x82, 'v', 1, 0x83)).damageAt()).isEqualTo(9);
    assertThat(listpackOf(1, new Packing().raw(0x82, 0, 0x80, 0x83)).damage()).isNull();
    assertThat(listpackOf(1, new Packing().raw(0, 0x81)).damage()).isNull();
    assertThat(listpackOf(1, new Packing().raw(0x80, 0x81)).damage()).isNull();
    assertThat(listpackOf(1, new Packing().raw(0x81, 'v', 0, 0x82)).damage())
        .isEqualTo(Part.INSIDE);
    assertThat(listpackOf(1, new Packing().raw(0x81, 'v', 0)).damage()).isEqualTo(Part.INSIDE);
    assertThat(listpackOf(1, new Packing().raw(0xE0, 200).text(200).raw(1, 0xCA)).oddAt())
        .isEqualTo(-1);
    assertThat(listpackOf(1, new Packing().raw(0xE0, 200).text(200).raw(1, 0x4A)).damage())
        .isEqualTo(Part.INSIDE);
    assertThat(listpackOf(1, new Packing().raw(0xE0, 200).text(200).raw(0x81, 0xCA)).damage())
        .isEqualTo(Part.INSIDE);
    assertThat(listpackOf(1, new Packing().raw(0xE0, 200).text(199).raw(0, 0x81, 0xCA)).damage())
        .isNull();
  }

  @Test
  void numbersAndLengthsInMoreBytesThanTheyNeedAreOdd() {
    int[][] odd = {
      {0xC0, 5, 2},
      {0xF1, 5, 0, 3},
      {0xF2, 0, 1, 0, 4},
      {0xF3, 0, 0, 1, 0, 5},
      {0xF4, 1, 0, 0, 0, 0, 0, 0, 0, 9},
      {0xE0, 1, 'v', 3},
      {0xF0, 1, 0, 0, 0, 'v', 6}
    };
    for (int[] entry : odd) {
      Walk walk = listpackOf(2, new Packing().raw(1, 1).raw(entry));
      assertThat(walk.damage()).as(walk.text()).isNull();
      assertThat(walk.oddAt()).isEqualTo(8);
    }
    int[][] oddInZiplists = {
      {0xFE, 5},
      {0xC0, 5, 0},
      {0xF0, 5, 0, 0},
      {0xD0, 5, 0, 0, 0},
      {0x40, 1, 'v'},
      {0x80, 0, 0, 0, 1, 'v'},
      {0xBF, 0, 0, 0, 1, 'v'}
    };
    for (int[] entry : oddInZiplists) {
      Walk walk = ziplistOf(12, 2, new Packing().raw(0, 0xF1, 2).raw(entry));
      assertThat(walk.damage()).as(walk.text()).isNull();
      assertThat(walk.oddAt()).isEqualTo(12);
    }
  }

  @Test
  void encodingsThatNobodyWritesAreDamage() {
    for (int first = 0xF5; first < 0xFF; first++) {
      assertThat(listpackOf(1, new Packing().raw(first, 'v', 2)).damageAt()).isEqualTo(6);
    }
    for (int first : new int[] {0xC1, 0xCF, 0xD1, 0xE1, 0xEF, 0xFF}) {
      assertThat(ziplistOf(10, 1, new Packing().raw(0, first, 0, 0, 0, 0)).damageAt())
          .isEqualTo(11);
    }
  }

  @Test
  void entriesThatReachTooFarAreDamage() {
    assertThat(listpackOf(1, new Packing().raw(0x8A, 'v', 2)).damageAt()).isEqualTo(6);
    assertThat(listpackOf(1, new Packing().raw(0x82, 'v')).damageAt()).isEqualTo(6);
    assertThat(listpackOf(1, new Packing().raw(0xF0, 255, 255, 255, 255)).damageAt()).isEqualTo(6);
    assertThat(listpackOf(1, new Packing().raw(0xF0, 1)).damageAt()).isEqualTo(6);
    assertThat(listpackOf(1, new Packing().raw(5)).damageAt()).isEqualTo(6);
    assertThat(ziplistOf(10, 1, new Packing().raw(0, 2, 'v')).damageAt()).isEqualTo(10);
    assertThat(ziplistOf(10, 1, new Packing().raw(0, 0x80, 255, 255, 255, 250)).damageAt())
        .isEqualTo(10);
    assertThat(ziplistOf(10, 1, new Packing().raw(0xFE, 0, 0)).damageAt()).isEqualTo(10);
  }

  @Test
  void anEndInFrontOfMoreBytesIsDamage() {
    assertThat(listpackOf(2, new Packing().raw(1, 1, 0xFF, 2, 1)).damageAt()).isEqualTo(8);
    assertThat(ziplistOf(10, 1, new Packing().raw(0, 0xF1, 0xFF, 0xF1)).damageAt()).isEqualTo(12);
  }

  @Test
  void aZiplistMustKnowTheSizeInFrontAndItsLastEntry() {
    assertThat(ziplistOf(12, 2, new Packing().raw(0, 0xF1, 2, 0xF2)).damage()).isNull();
    assertThat(ziplistOf(12, 2, new Packing().raw(0, 0xF1, 3, 0xF2)).damageAt()).isEqualTo(12);
    assertThat(ziplistOf(10, 1, new Packing().raw(1, 0xF1)).damageAt()).isEqualTo(10);
    assertThat(ziplistOf(12, 2, new Packing().raw(0, 0xF1, 0xFE, 2, 0, 0, 0, 0xF2)).oddAt())
        .isEqualTo(-1);
    assertThat(ziplistOf(10, 1, new Packing().raw(0xFE, 0, 0, 0, 0, 0xF2)).damage()).isNull();
    assertThat(ziplistOf(10, 2, new Packing().raw(0, 0xF1, 2, 0xF2)).damageAt()).isEqualTo(4);
    assertThat(ziplistOf(14, 2, new Packing().raw(0, 0xF1, 2, 0xF2)).damageAt()).isEqualTo(4);
    assertThat(ziplistOf(15, 2, new Packing().raw(0, 0xF1, 2, 0xF2)).damage())
        .isEqualTo(Part.OUTSIDE);
    assertThat(ziplistOf(0, 0, new Packing()).damage()).isNull();
  }

  @Test
  void anIntsetAscends() {
    assertThat(Walk.over(intset, Packing.intset(2, 3, -5, -1, 3)).entries())
        .containsExactly("-5", "-1", "3");
    assertThat(Walk.over(intset, Packing.intset(8, 2, Long.MIN_VALUE, 0)).damage()).isNull();
    assertThat(Walk.over(intset, Packing.intset(4, 2, 2, 1)).damageAt()).isEqualTo(12);
    assertThat(Walk.over(intset, Packing.intset(4, 2, 1, 1)).damage()).isEqualTo(Part.INSIDE);
    assertThat(Walk.over(intset, Packing.intset(8, 2, Long.MIN_VALUE, Long.MIN_VALUE)).damage())
        .isEqualTo(Part.INSIDE);
    for (byte[] wrong :
        new byte[][] {
          Packing.intset(2, 0),
          Packing.intset(3, 1, 1),
          Packing.intset(0, 1),
          Packing.intset(2, 2, 1),
          Packing.intset(8, 0x20000001, 1),
          {2, 0, 0, 0, 1, 0, 0}
        }) {
      assertThat(Walk.over(intset, wrong).damage()).isEqualTo(Part.OUTSIDE);
    }
  }

  @Test
  void aZipmapIsReadWithItsFreeBytes() {
    var pairs = new Packing().raw(1, 'a', 1, 0, '1', 1, 'b', 2, 3, '2', '3', 9, 9, 9);
    assertThat(zipmapOf(2, pairs).entries()).containsExactly("x61", "x31", "x62", "x3233");
    assertThat(zipmapOf(254, pairs).count()).isEqualTo(4);
    assertThat(zipmapOf(255, pairs).damageAt()).isZero();
    assertThat(zipmapOf(1, pairs).damage()).isEqualTo(Part.INSIDE);
    assertThat(zipmapOf(0, new Packing()).damage()).isEqualTo(Part.INSIDE);
  }

  @Test
  void aZipmapsLongLengthsMustBeLong() {
    var longValue = new Packing().raw(1, 'a', 0xFE, 254, 0, 0, 0, 0).text(254);
    assertThat(zipmapOf(1, longValue).damage()).isNull();
    var shortValue = new Packing().raw(1, 'a', 0xFE, 253, 0, 0, 0, 0).text(253);
    assertThat(zipmapOf(1, shortValue).damageAt()).isEqualTo(3);
    var otherByte = new Packing().raw(1, 'a', 0xFF, 44, 1, 0, 0, 0).text(300);
    assertThat(zipmapOf(1, otherByte).damage()).isNull();
    var wraps = new Packing().raw(1, 'a', 0xFE, 255, 255, 255, 255, 1);
    assertThat(zipmapOf(1, wraps).damage()).isEqualTo(Part.INSIDE);
    assertThat(zipmapOf(1, new Packing().raw(1, 'a')).damageAt()).isEqualTo(3);
    assertThat(zipmapOf(1, new Packing().raw(2, 'a')).damageAt()).isEqualTo(1);
  }

  @Test
  void bytesBehindAZipmapsEndAreOdd() {
    var packing = new Packing().raw(1, 'a', 1, 0, '1', 0xFF, 'x', 'y');
    assertThat(zipmapOf(1, packing).damage()).isNull();
    assertThat(zipmapOf(1, packing).oddAt()).isEqualTo(6);
  }

  @Test
  void aZipmapWhoseLastByteIsNoEndIsRefusedHoweverItIsRead() {
    var packing = new Packing().raw(1, 1, 'a', 1, 0, '1', 0xFF, 'x', 'y');
    Walk walk = both(zipmap, packing.bytes());
    assertThat(walk.damage()).isEqualTo(Part.OUTSIDE);
    assertThat(walk.damageAt()).isEqualTo(8);
  }

  @Test
  void theOutsideIsAllThatItSaysAndTakesPrecedence() throws IOException {
    byte[] badInside = Packing.listpack(1, new Packing().raw(0x82, 'v'));
    assertThat(outside(listpack, badInside)).isNull();
    byte[] badBoth = badInside.clone();
    badBoth[badBoth.length - 1] = 0;
    assertThat(outside(listpack, badBoth)).isEqualTo(Part.OUTSIDE);
    assertThat(Walk.over(listpack, badBoth).damage()).isEqualTo(Part.OUTSIDE);
    assertThat(Walk.streamed(listpack, badBoth, 32, 3).damage()).isEqualTo(Part.OUTSIDE);
    assertThat(outside(listpack, new byte[6])).isEqualTo(Part.OUTSIDE);
    assertThat(outside(ziplist, new byte[10])).isEqualTo(Part.OUTSIDE);
    assertThat(outside(zipmap, new byte[1])).isEqualTo(Part.OUTSIDE);
    assertThat(outside(intset, Packing.intset(2, 2, 2, 1))).isNull();
    byte[] huge = Packing.listpack(0, new Packing());
    huge[3] = 0x40;
    assertThat(outside(listpack, huge)).isEqualTo(Part.OUTSIDE);
  }

  private static PackedDamage.@Nullable Part outside(PackedContainer walker, byte[] string)
      throws IOException {
    try {
      walker.outside(new PackedInput().wrap(string, 0, string.length));
      return null;
    } catch (PackedDamage e) {
      return e.part();
    }
  }

  private Walk listpackOf(int count, Packing entries) {
    return both(listpack, Packing.listpack(count, entries));
  }

  private Walk ziplistOf(int tail, int count, Packing entries) {
    return both(ziplist, Packing.ziplist(tail, count, entries));
  }

  private Walk zipmapOf(int count, Packing pairs) {
    return both(zipmap, new Packing().raw(count).raw(pairs.bytes()).raw(0xFF).bytes());
  }

  private static Walk both(PackedContainer walker, byte[] string) {
    Walk walk = Walk.over(walker, string);
    assertThat(Walk.streamed(walker, string, 512, 5).comparable()).isEqualTo(walk.comparable());
    return walk;
  }
}
