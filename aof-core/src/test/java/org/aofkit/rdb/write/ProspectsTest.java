package org.aofkit.rdb.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProspectsTest {
  private static final int LENGTH = 200;

  private final Prospects prospects = new Prospects();

  @Test
  void stringsLikeThoseThatGotNoShorterAreTriedOneInEightTimes() {
    feed(1000, 0);

    assertThat(tried(800)).isEqualTo(100);
    assertThat(prospects.areGood(2 * LENGTH)).isTrue();
  }

  @Test
  void whatSavesAFiftiethIsAlwaysTried() {
    feed(1000, LENGTH / 50);

    assertThat(tried(800)).isEqualTo(800);
  }

  @Test
  void whereStringsBeginToGetShorterAllAreTriedAgain() {
    feed(1000, 0);
    int seen = 0;
    while (tried(8) < 8) {
      feed(1, LENGTH / 2);
      seen += 8;
    }
    assertThat(seen).isLessThan(100);
  }

  private void feed(int strings, int less) {
    for (int i = 0; i < strings; i++) {
      prospects.note(LENGTH, less);
    }
  }

  private int tried(int strings) {
    int tried = 0;
    for (int i = 0; i < strings; i++) {
      tried += prospects.areGood(LENGTH) ? 1 : 0;
    }
    return tried;
  }
}
