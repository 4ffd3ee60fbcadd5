package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

/** Compressed strings whose announced length can't be one. */
class StringCheckTest {
  private static final byte[] STREAM = {2, 'a', 'b', 'c', (byte) 0xE0, 0, 0, 'a', 'a', 'a', 'a'};
  private static final int WINDOW = 1 << 12;
  private static final int KEYS = 101;

  @Test
  void anExpandedLengthOf63BitsOrMoreIsNoString() throws IOException {
    for (long length : new long[] {Long.MIN_VALUE, -4_990_411_022_246_454_608L, -1}) {
      ByteWindow bytes = new ByteWindow(new MemorySource("string", compressed(length)), WINDOW);
      StringCheck check = new StringCheck(bytes);
      for (StringCheck.Role role : StringCheck.Role.values()) {
        assertThat(check.isSound(0, role)).as("%d as %s", length, role).isFalse();
      }
      assertThat(check.mayBePacked(0)).isFalse();
    }
  }

  @Test
  void collectionsThatHoldSuchAStringAreSalvaged() throws IOException {
    for (int type : new int[] {1, 2, 4}) {
      for (long length : new long[] {-4_990_411_022_246_454_608L, -1}) {
        byte[] image = image(type, compressed(length));
        SalvageOptions options = SalvageOptions.defaults().withPartialValues(true);
        RdbSalvage salvage = Salvager.look(new MemorySource("image", image), 0, options);
        assertThat(salvage.outcome()).isEqualTo(RdbSalvage.Outcome.DAMAGED);
        // The key in front of the damaged one may go with it: its value may be damaged too.
        assertThat(salvage.kept()).isGreaterThanOrEqualTo(KEYS - 2);
      }
    }
  }

  private static byte[] compressed(long length) {
    ByteBuffer out = ByteBuffer.allocate(2 + 1 + Long.BYTES + STREAM.length);
    out.put((byte) 0xC3).put((byte) STREAM.length).put((byte) 0x81).putLong(length).put(STREAM);
    return out.array();
  }

  private static byte[] image(int type, byte[] damaged) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("REDIS0011".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {(byte) 0xFE, 0, (byte) 0xFB, 0x40, KEYS, 0});
    for (int i = 0; i < KEYS; i++) {
      if (i == KEYS / 2) {
        out.write(type);
        text(out, "tags:1");
        out.write(type == 4 ? 10 : 20);
        members(out, 0);
        out.writeBytes(damaged);
        members(out, 10);
      } else {
        out.write(0);
        text(out, "user:" + i);
        text(out, "value " + i + " of it");
      }
    }
    out.write(0xFF);
    out.writeBytes(new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
    return out.toByteArray();
  }

  private static void members(ByteArrayOutputStream out, int first) {
    int count = first == 0 ? 10 : 9;
    for (int i = first; i < first + count; i++) {
      text(out, "member " + i);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
