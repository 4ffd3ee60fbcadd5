package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Salvage of what was made to take long: short records over and over behind some that are well.
 * Whatever goes over a list for each of its entries takes minutes or hours for these.
 */
class HostileImageTest {
  private static final int SIZE = 1 << 19;

  /** Looks between two questions whether to go on. */
  private static final int PATIENCE = 1 << 14;

  /** Questions whether to go on: one for so many looks, or for a block or a name that is read. */
  private static final long MOST = 16L * SIZE;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // NULs, keys without a name
        "00",
        "00 01 01",
        // databases, with and without sizes and keys
        "FE 01",
        "FE 01 FB 01 01",
        "FE 01 FB 01 01 00 03 61 62 63 01 61",
        // a set that claims all that follows, behind keys that are well
        "00 03 61 62 63 01 61 00 03 61 64 63 01 61 00 03 61 62 63 01 61 02 03 61 62 63 80 00 0F FF FF",
        // module values without an end; lists that end right away
        "07 02",
        "0A 03 61 62 63 00 01 01",
        // fields of replicas, and a gap behind each
        "FA 05 72 65 70 6C 2D 01 62 00 03 61 62 63 01 61 01",
        // deadlines without a key
        "FC 01 02 03 04 05 06 07 08",
        // names that reach over all that follows
        "00 80 00 08 00 00 61"
      })
  @Timeout(120)
  void theWorkIsInProportionToTheImage(String pattern) throws IOException {
    long[] asked = new long[1];
    SalvageOptions options =
        new SalvageOptions(
            false,
            false,
            false,
            1 << 18,
            () -> {
              asked[0]++;
              return false;
            });

    RdbSalvage salvage = Salvager.look(new MemorySource("hostile", image(pattern)), 0, options);

    assertThat(asked[0]).isLessThan(MOST);
    assertThat(salvage.outcome()).isIn(RdbSalvage.Outcome.DAMAGED, RdbSalvage.Outcome.HOPELESS);
  }

  @Test
  void whetherRecordsAreCopiesIsNotLookedForInNuls() throws IOException {
    long[] asked = new long[1];
    SalvageOptions options =
        new SalvageOptions(false, false, false, 1 << 18, () -> ++asked[0] > 1000);

    boolean isCopied = Salvager.isCopied(new MemorySource("hostile", image("00")), 0, options);

    assertThat(isCopied).isFalse();
    assertThat(asked[0]).isLessThan(SIZE / 3 / PATIENCE + 2);
  }

  private static byte[] image(String pattern) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("REDIS0010".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(HexFormat.of().parseHex("fe00"));
    bytes.writeBytes(HexFormat.of().parseHex("fb408000"));
    for (int i = 0; i < 128; i++) {
      byte[] name = ("key:" + i).getBytes(StandardCharsets.US_ASCII);
      bytes.write(0);
      bytes.write(name.length);
      bytes.writeBytes(name);
      bytes.writeBytes(new byte[] {5, 'v', 'a', 'l', 'u', 'e'});
    }
    byte[] part = HexFormat.of().parseHex(pattern.replace(" ", ""));
    while (bytes.size() < SIZE) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
