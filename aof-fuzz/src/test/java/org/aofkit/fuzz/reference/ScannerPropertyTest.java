package org.aofkit.fuzz.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.aofkit.fuzz.gen.Frames;
import org.aofkit.fuzz.gen.Mutation;
import org.aofkit.fuzz.gen.OddFrames;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.io.MemorySource;

/** The scanner finds what the reference finds, whatever the bytes and however it gets them. */
class ScannerPropertyTest {
  private static final int LONG_VALUE = 100_000;

  private static Arbitrary<byte[]> frames() {
    return Arbitraries.randomValue(Frames::any);
  }

  private static Arbitrary<byte[]> oddFrames() {
    return Arbitraries.randomValue(OddFrames::any);
  }

  private static Arbitrary<Bytes> joined(Arbitrary<byte[]> frames, int most) {
    return frames.list().ofMaxSize(most).map(Bytes::join);
  }

  @Provide
  Arbitrary<Bytes> sound() {
    return joined(frames(), 20);
  }

  @Provide
  Arbitrary<Bytes> few() {
    return joined(Arbitraries.frequencyOf(Tuple.of(2, frames()), Tuple.of(1, oddFrames())), 3);
  }

  @Provide
  Arbitrary<Bytes> odd() {
    return joined(Arbitraries.frequencyOf(Tuple.of(1, frames()), Tuple.of(2, oddFrames())), 6);
  }

  @Provide
  Arbitrary<Bytes> damaged() {
    Arbitrary<Bytes> mixed =
        joined(Arbitraries.frequencyOf(Tuple.of(9, frames()), Tuple.of(1, oddFrames())), 12);
    Arbitrary<List<Mutation>> mutations =
        Arbitraries.randomValue(Mutation::any).list().ofMinSize(1).ofMaxSize(3);
    return Combinators.combine(mixed, mutations).as(ScannerPropertyTest::damage);
  }

  private static Bytes damage(Bytes whole, List<Mutation> mutations) {
    byte[] damaged = whole.file();
    for (Mutation mutation : mutations) {
      damaged = mutation.of(damaged);
    }
    return new Bytes(damaged);
  }

  private static void sameInEveryWindow(byte[] file) throws IOException {
    Comparison comparison = new Comparison(file);
    ByteSource source = new MemorySource("memory", file);
    for (int window : comparison.windows()) {
      comparison.onePass(source, window);
    }
  }

  @Property(tries = 3000, shrinking = ShrinkingMode.BOUNDED)
  void soundFilesAreReadAsTheReferenceReadsThem(@ForAll("sound") Bytes bytes) throws IOException {
    sameInEveryWindow(bytes.file());
  }

  @Property(tries = 20000, shrinking = ShrinkingMode.BOUNDED)
  void oddHeadersAreReadAsTheReferenceReadsThem(@ForAll("odd") Bytes bytes) throws IOException {
    sameInEveryWindow(bytes.file());
  }

  @Property(tries = 10000, shrinking = ShrinkingMode.BOUNDED)
  void damagedFilesAreReadAsTheReferenceReadsThem(@ForAll("damaged") Bytes bytes)
      throws IOException {
    sameInEveryWindow(bytes.file());
  }

  @Property(tries = 3000)
  void anyBytesAreReadAsTheReferenceReadsThem(@ForAll byte[] file) throws IOException {
    sameInEveryWindow(file);
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.BOUNDED)
  void mappingReadingAndShortReadsGiveTheSame(
      @ForAll("damaged") Bytes bytes, @ForAll @IntRange(min = 1, max = 300) int most)
      throws IOException {
    byte[] file = bytes.file();
    Comparison comparison = new Comparison(file);
    Path path = Files.createTempFile("aofkit-property-", ".aof");
    try {
      Files.write(path, file);
      for (IoMode mode : IoMode.values()) {
        try (ByteSource source = FileSources.open(path, mode)) {
          for (int window : comparison.windows()) {
            comparison.onePass(source, window);
          }
        }
      }
    } finally {
      Files.delete(path);
    }
    for (int window : comparison.windows()) {
      comparison.onePass(new StingySource(file, most), window);
    }
  }

  @Property(tries = 3000, shrinking = ShrinkingMode.BOUNDED)
  void aScanMayBeginAtEveryFrame(@ForAll("damaged") Bytes bytes) throws IOException {
    byte[] file = bytes.file();
    Comparison comparison = new Comparison(file);
    for (int window : comparison.windows()) {
      comparison.restarts(new MemorySource("memory", file), window);
    }
  }

  @Property(tries = 700, shrinking = ShrinkingMode.BOUNDED)
  void aScanMayBeginWhereNoFrameDoes(@ForAll("damaged") Bytes bytes) throws IOException {
    byte[] file = bytes.file();
    Comparison comparison = new Comparison(file);
    for (int window : new int[] {64, 512}) {
      comparison.fromEvery(new MemorySource("memory", file), window, 1 + file.length / 100);
    }
  }

  @Property(tries = 3000, shrinking = ShrinkingMode.BOUNDED)
  void noFrameBeginsAtOrBehindALimitAndNoneIsCutByIt(
      @ForAll("damaged") Bytes bytes, @ForAll @LongRange(min = 0, max = 9000) long limit)
      throws IOException {
    byte[] file = bytes.file();
    Comparison comparison = new Comparison(file);
    for (int window : comparison.windows()) {
      ByteSource source = new MemorySource("memory", file);
      comparison.limits(source, window);
      comparison.onePassTo(source, window, limit);
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void aFileCutAnywhereIsReadAsTheReferenceReadsIt(@ForAll("few") Bytes bytes) throws IOException {
    byte[] file = bytes.file();
    for (int length = 0; length <= Math.min(file.length, 1500); length++) {
      byte[] prefix = Arrays.copyOf(file, length);
      Comparison comparison = new Comparison(prefix);
      comparison.onePass(new MemorySource("memory", prefix), 64);
      comparison.onePass(new MemorySource("memory", prefix), 4096);
    }
  }

  @Provide
  Arbitrary<Bytes> withLongValues() {
    Arbitrary<byte[]> longValue =
        Arbitraries.randomValue(
            random -> Frames.commandWithValue(random, random.nextInt(LONG_VALUE)));
    return joined(Arbitraries.frequencyOf(Tuple.of(1, frames()), Tuple.of(1, longValue)), 5);
  }

  @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
  void valuesLongerThanTheWindowAreJumpedOverAndCanBeHad(@ForAll("withLongValues") Bytes bytes)
      throws IOException {
    sameInEveryWindow(bytes.file());
  }
}
