package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

class RdbDuplicatesTest {
  private static final long NOW = 1_000_000;
  private static final long SOME_MEMORY = 1 << 20;
  private static final long HARDLY_ANY_MEMORY = 1 << 10;

  @Test
  void aKeyFarBehindItsLikeIsFoundAndNamed() throws IOException {
    ImageBytes image = ImageBytes.redis().set("a", "1");
    long again = 0;
    for (int i = 0; i < 300; i++) {
      image.set("key:" + i, "v");
    }
    again = image.size() + 1;
    image.set("a", "2").set("b", "3").end();
    RdbDuplicates found = find(image, false, SOME_MEMORY);
    assertThat(found.state()).isEqualTo(RdbDuplicates.State.CHECKED);
    assertThat(found.count()).isEqualTo(1);
    assertThat(found.first().get(0).offset()).isEqualTo(again);
    assertThat(found.first().get(0).firstOffset()).isEqualTo(10);
    assertThat(new String(found.first().get(0).name(), StandardCharsets.US_ASCII)).isEqualTo("a");
  }

  @Test
  void theFilterOfAnImageIsLargeEnoughForTheSmallestRecords() throws IOException {
    for (int keys : new int[] {1, 2, 10, 256, 5_000, 60_000}) {
      ImageBytes image = ImageBytes.redis();
      for (int i = 0; i < keys; i++) {
        image.set(Integer.toString(i, Character.MAX_RADIX), "");
      }
      assertThat(RdbKeyFilter.forImage(image.end().size()).capacity())
          .as("%d keys", keys)
          .isGreaterThanOrEqualTo(keys);
    }
  }

  @Test
  void theSameNameInAnotherDatabaseIsAnotherKey() throws IOException {
    ImageBytes image = ImageBytes.redis();
    for (int database = 0; database < 8; database++) {
      image.select(database);
      for (int i = 0; i < 500; i++) {
        image.set("key:" + i, "v");
      }
    }
    assertThat(find(image.end(), false, HARDLY_ANY_MEMORY).count()).isZero();
  }

  @Test
  void withHardlyAnyMemoryTheKeysAreComparedInParts() throws IOException {
    ImageBytes image = ImageBytes.redis();
    for (int i = 0; i < 30_000; i++) {
      image.set("key:" + i, "v");
    }
    for (int i = 0; i < 30_000; i += 300) {
      image.set("key:" + i, "w");
    }
    RdbDuplicates found = find(image.end(), true, HARDLY_ANY_MEMORY);
    assertThat(found.count()).isEqualTo(100);
    assertThat(found.first())
        .hasSize(64)
        .isSortedAccordingTo((one, other) -> Long.compare(one.offset(), other.offset()));
  }

  @Test
  void moreCandidatesThanThereIsRoomForAreComparedInParts() throws IOException {
    ImageBytes image = ImageBytes.redis();
    for (int times = 0; times < 2; times++) {
      for (int i = 0; i < 20_000; i++) {
        image.set("key:" + i, "v");
      }
    }
    assertThat(find(image.end(), true, HARDLY_ANY_MEMORY).count()).isEqualTo(20_000);
  }

  @Test
  void keysNotedByPiecesOfSeveralThreadsAreComparedOnce() throws IOException {
    ImageBytes image = ImageBytes.redis();
    for (int i = 0; i < 30_000; i++) {
      image.set("key:" + i % 29_990, "v");
    }
    MemorySource source = new MemorySource("rdb", image.end().bytes());
    RdbOptions options = new RdbOptions(1 << 12, true);
    RdbKeyFilter filter = RdbKeyFilter.forImage(source.size());
    RdbImage read = RdbPieces.read(source, 0, options, 3, filter, 1 << 14);
    assertThat(read.keys()).isEqualTo(30_000);
    assertThat(RdbDuplicates.find(source, read, options, NOW, filter).count()).isEqualTo(10);
    assertThat(RdbDuplicates.find(source, read, options, NOW).count()).isEqualTo(10);
  }

  @Test
  void repeatsAreToldInTheOrderOfTheImageThoughTheyStandSideBySide() throws IOException {
    ImageBytes image = ImageBytes.redis();
    image.set("a", "1").set("a", "2").set("b", "1").set("a", "3").set("b", "2").end();
    List<RdbDuplicates.Repeat> repeats =
        RdbDuplicates.repeats(new MemorySource("rdb", image.bytes()), 5, 10);
    assertThat(repeats)
        .hasSize(3)
        .isSortedAccordingTo((one, other) -> Long.compare(one.offset(), other.offset()));
    assertThat(repeats.get(0).firstOffset()).isEqualTo(10).isEqualTo(repeats.get(1).firstOffset());
  }

  @Test
  void aNumberAndItsTextAreOneName() throws IOException {
    ImageBytes image = ImageBytes.redis();
    image.raw(0, 0xC0, 5).string("v").set("6", "v").set("5", "w").end();
    assertThat(find(image, true, SOME_MEMORY).count()).isEqualTo(1);
  }

  @Test
  void expiredKeysDoNotCountInADumpButDoInABase() throws IOException {
    ImageBytes image = ImageBytes.redis();
    image.raw(0xFC).number(NOW - 1).set("a", "1").set("b", "2").set("a", "3").end();
    assertThat(find(image, false, SOME_MEMORY).count()).isZero();
    assertThat(find(image, true, SOME_MEMORY).count()).isEqualTo(1);
    ImageBytes later = ImageBytes.redis();
    later.raw(0xFC).number(NOW + 1).set("a", "1").set("b", "2").set("a", "3").end();
    assertThat(find(later, false, SOME_MEMORY).count()).isEqualTo(1);
  }

  @Test
  void keysThatServersSkipDoNotCount() throws IOException {
    ImageBytes image = ImageBytes.redis();
    image.raw(1).string("a").raw(0).set("b", "2").set("a", "3").end();
    assertThat(find(image, true, SOME_MEMORY).count()).isZero();
  }

  @Test
  void ofADamagedImageTheKeysInFrontOfTheDamageAreCompared() throws IOException {
    ImageBytes image = ImageBytes.redis().set("a", "1").set("b", "1").set("a", "2").raw(0xF0);
    assertThat(find(image, true, SOME_MEMORY).count()).isEqualTo(1);
  }

  private static RdbDuplicates find(ImageBytes bytes, boolean inAof, long memory)
      throws IOException {
    MemorySource source = new MemorySource("rdb", bytes.bytes());
    RdbOptions options = new RdbOptions(64, inAof);
    RdbKeyFilter filter = RdbKeyFilter.ofSize(memory);
    RdbImage image = RdbReader.read(source, 0, options, RdbDepth.DEEP, null, filter);
    return RdbDuplicates.find(source, image, options, NOW, filter);
  }
}
