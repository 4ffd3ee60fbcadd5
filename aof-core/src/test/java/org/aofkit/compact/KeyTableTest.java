package org.aofkit.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyTableTest {
  @Test
  void itHoldsWhatAMapHolds() {
    var random = new SplittableRandom(7);
    var table = new KeyTable(0, Room.unbounded());
    Map<Long, Long> model = new HashMap<>();
    for (int i = 0; i < 300_000; i++) {
      long number = random.nextInt(40_000);
      long first = number * 0x9E3779B97F4A7C15L;
      long second = number * 0xC2B2AE3D27D4EB4FL;
      if (random.nextInt(3) == 0) {
        model.remove(number);
        table.set(table.slot(first, second), Head.NONE);
      } else {
        model.put(number, Head.place(i + 1));
        table.set(table.slot(first, second), Head.place(i + 1));
      }
    }
    assertThat(table.live()).isEqualTo(model.size());
    for (long number = 0; number < 40_000; number++) {
      assertThat(table.head(number * 0x9E3779B97F4A7C15L, number * 0xC2B2AE3D27D4EB4FL))
          .isEqualTo(model.getOrDefault(number, Head.NONE));
    }
  }

  @Test
  void keysThatComeAndGoTakeNoMoreRoomThanThoseThatAreThere() {
    var table = new KeyTable(0, Room.unbounded());
    for (long i = 1; i < 1_000_000; i++) {
      table.set(table.slot(i * 0x9E3779B97F4A7C15L, i), Head.place(i));
      table.set(table.slot(i * 0x9E3779B97F4A7C15L, i), Head.NONE);
    }
    assertThat(table.live()).isZero();
    assertThat(table.capacity()).isLessThan(10_000);
  }

  @Test
  void hashesThatBeginAlikeAreToldApart() {
    var table = new KeyTable(0, Room.unbounded());
    for (long i = 1; i <= 100; i++) {
      table.set(table.slot(5, 2 * i), Head.place(i));
    }
    for (long i = 1; i <= 100; i++) {
      assertThat(table.head(5, 2 * i)).isEqualTo(Head.place(i));
    }
    assertThat(table.head(5, 202)).isEqualTo(Head.NONE);
  }

  @Test
  void manyKeysTakeAtMost26BytesEach() {
    var random = new SplittableRandom(8);
    var table = new KeyTable(0, Room.unbounded());
    for (int i = 1; i <= 1_000_000; i++) {
      table.set(table.slot(random.nextLong(), random.nextLong()), Head.place(i));
      if (i >= 500_000 && i % 10_000 == 0) {
        assertThat(16 * table.capacity()).isLessThan(26L * table.live());
      }
    }
    assertThat(table.live()).isEqualTo(1_000_000);
  }
}
