package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SliceSourceTest extends ByteSourceContract {
  @Override
  ByteSource open() {
    byte[] larger = new byte[CONTENT.length + 100];
    Arrays.fill(larger, (byte) '!');
    System.arraycopy(CONTENT, 0, larger, 33, CONTENT.length);
    return new SliceSource(new MemorySource("memory", larger), 33, CONTENT.length);
  }

  @Test
  void aRangeOutsideTheSourceIsRefused() {
    MemorySource source = new MemorySource("memory", new byte[10]);
    assertThatThrownBy(() -> new SliceSource(source, 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
