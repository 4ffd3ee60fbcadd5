package org.aofkit.fuzz.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NulRunTest {
  @Test
  void longestRunIsFoundWhereverItIs() {
    assertThat(NulRun.longest(new byte[0])).isEqualTo(new NulRun(0, 0));
    assertThat(NulRun.longest(new byte[] {1, 2}).length()).isZero();
    assertThat(NulRun.longest(new byte[] {0, 0, 1, 0})).isEqualTo(new NulRun(0, 2));
    assertThat(NulRun.longest(new byte[] {0, 1, 0, 0, 0, 1})).isEqualTo(new NulRun(2, 3));
    assertThat(NulRun.longest(new byte[] {0, 1, 0, 0})).isEqualTo(new NulRun(2, 2));
  }
}
