package org.aofkit.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeySetTest {
  private static void add(KeySet keys, int database, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
    keys.add(database, bytes, bytes.length, bytes.length);
  }

  @Test
  void everyKeyCountsOnceHoweverManyThereAre() {
    KeySet keys = new KeySet();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5000; i++) {
        add(keys, i % 16, "key:" + i);
        if (round == 0) {
          assertThat(keys.size()).isEqualTo(i + 1);
        }
      }
    }
    assertThat(keys.size()).isEqualTo(5000);
  }

  @Test
  void theSameNameInAnotherDatabaseOrWithMoreBehindItIsAnotherKey() {
    KeySet keys = new KeySet();
    byte[] bytes = {'k', 'e', 'y'};
    keys.add(0, bytes, 3, 3);
    keys.add(1, bytes, 3, 3);
    keys.add(0, bytes, 3, 4);
    keys.add(0, bytes, 2, 3);
    keys.add(0, bytes, 3, 3);
    keys.add(0, bytes, 0, 0);
    assertThat(keys.size()).isEqualTo(5);
  }
}
