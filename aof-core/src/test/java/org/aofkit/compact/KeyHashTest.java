package org.aofkit.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  private static final long KEY_0 = 0x0706050403020100L;
  private static final long KEY_1 = 0x0f0e0d0c0b0a0908L;

  /** The first three vectors of the authors of SipHash for 2 and 4 rounds and 128 bits. */
  @Test
  void theVectorsOfItsAuthorsComeOut() {
    var hash = new KeyHash(KEY_0, KEY_1, 2, 4);
    assertThat(Long.reverseBytes(hash.of(counting(0), 0, 0))).isEqualTo(0xa3817f04ba25a8e6L);
    assertThat(Long.reverseBytes(hash.second())).isEqualTo(0x6df67214c7550293L);
    assertThat(Long.reverseBytes(hash.of(counting(1), 0, 1))).isEqualTo(0xda87c1d86b99af44L);
    assertThat(Long.reverseBytes(hash.second())).isEqualTo(0x347659119b22fc45L);
  }

  @Test
  void whatStandsAroundTheBytesDoesNotMatter() {
    var hash = new KeyHash(1, 2);
    for (int length = 0; length < 40; length++) {
      long alone = hash.of(counting(length), 0, length);
      long second = hash.second();
      ByteBuffer among = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
      Arrays.fill(among.array(), (byte) 0xff);
      for (int i = 0; i < length; i++) {
        among.put(17 + i, (byte) i);
      }
      assertThat(hash.of(among, 17, length)).isEqualTo(alone);
      assertThat(hash.second()).isEqualTo(second);
      ByteBuffer atEnd = among.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(17 + length);
      assertThat(hash.of(atEnd, 17, length)).isEqualTo(alone);
    }
  }

  @Test
  void lengthsOfZerosAllDiffer() {
    var hash = new KeyHash(3, 4);
    Set<Long> seen = new HashSet<>();
    ByteBuffer zeros = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    for (int length = 0; length <= 1000; length++) {
      seen.add(hash.of(zeros, 0, length));
      seen.add(hash.second());
    }
    assertThat(seen).hasSize(2002);
  }

  private static ByteBuffer counting(int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      bytes.put(i, (byte) i);
    }
    return bytes;
  }
}
