package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.junit.jupiter.api.Test;

/** Bytes of a damaged value that look like what selects a database. */
class StrayDatabasesTest {
  private static final int KEYS = 40;
  private static final int[] NUMBERS = {5, 15, 16, 50, 63};

  /** As many keys as stand behind the damage. */
  private static final int RIGHT = KEYS / 2;

  /** Elements of the collection; in one of so many more keys than there are might be lost. */
  private static final int LONG = 30;

  @Test
  void noDatabaseIsSelectedThatNoKeptKeyFollows() throws IOException {
    for (int type : new int[] {2, 4}) {
      for (int number : NUMBERS) {
        RdbImage image = salvaged(image(type, 0, number, RIGHT, LONG), 64);
        assertThat(image.databases()).as("type %d, %d", type, number).containsExactly(0);
        assertThat(image.keys()).isGreaterThanOrEqualTo(KEYS / 2 - 1);
      }
    }
  }

  @Test
  void behindDamageANumberThatTheServerDoesNotHaveSelectsNothing() throws IOException {
    for (int type : new int[] {2, 4}) {
      for (int number : NUMBERS) {
        RdbSalvage salvage = look(image(type, 0, number, RIGHT, LONG), 16);
        boolean isBelieved = salvage.keys().stream().anyMatch(key -> key.database() == number);
        assertThat(isBelieved).as("type %d, %d", type, number).isEqualTo(number < 16);
      }
    }
  }

  /** What is said there is not true, and all keys are those of the database in front. */
  @Test
  void nothingSelectsADatabaseThatHasNotAsManyKeysAsItSays() throws IOException {
    for (int type : new int[] {2, 4}) {
      for (int number : NUMBERS) {
        RdbSalvage salvage = look(image(type, 0, number, 5, 6), 64);
        // The key in front of the damage may be damaged too.
        assertThat(salvage.kept()).as("type %d, %d", type, number).isGreaterThanOrEqualTo(KEYS - 1);
        assertThat(salvage.doubtful()).isZero();
        assertThat(salvage.lost()).hasValue(KEYS + 1 - salvage.kept());
      }
    }
  }

  @Test
  void whereSuchADatabaseStandsInFrontTheServerHasMore() throws IOException {
    RdbSalvage salvage = look(image(2, 40, 50, RIGHT, LONG), 16);
    assertThat(salvage.keys()).anyMatch(key -> key.database() == 50);
    assertThat(salvaged(image(2, 40, 50, RIGHT, LONG), 16).databases()).containsExactly(40);
  }

  private static RdbSalvage look(byte[] image, int databases) throws IOException {
    SalvageOptions of = new SalvageOptions(false, false, false, databases, 1 << 16, () -> false);
    return Salvager.look(new MemorySource("image", image), 0, of);
  }

  private static RdbImage salvaged(byte[] image, int databases) throws IOException {
    MemorySource source = new MemorySource("image", image);
    PiecedSource made = new PiecedSource(source, look(image, databases).pieces());
    RdbImage read = RdbReader.read(made, 0, RdbOptions.forDump(), RdbDepth.DEEP, null);
    assertThat(read.isWhole()).isTrue();
    return read;
  }

  /** Forty strings around a collection with NULs in front of the bytes in question. */
  private static byte[] image(int type, int database, int number, int size, int elements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("REDIS0012".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {(byte) 0xFE, (byte) database, (byte) 0xFB, KEYS + 1, 0});
    for (int i = 0; i < KEYS; i++) {
      if (i == KEYS / 2) {
        out.writeBytes(collection(type, number, size, elements));
      }
      out.write(0);
      text(out, ("user:" + i).getBytes(StandardCharsets.US_ASCII));
      text(out, ("value " + i + " of it").getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0xFF);
    out.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    return out.toByteArray();
  }

  private static byte[] collection(int type, int number, int size, int elements) {
    Random random = new Random(1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type);
    text(out, "cart:1".getBytes(StandardCharsets.US_ASCII));
    out.write(elements);
    for (int i = 0; i < elements; i++) {
      if (type == 4) {
        text(out, ("field:" + i).getBytes(StandardCharsets.US_ASCII));
      }
      byte[] value = new byte[60];
      random.nextBytes(value);
      if (i == elements / 2) {
        byte[] mark = {(byte) 0xFE, (byte) number, (byte) 0xFB, (byte) size, 0};
        System.arraycopy(mark, 0, value, 20, mark.length);
      }
      text(out, value);
    }
    byte[] made = out.toByteArray();
    Arrays.fill(made, 100, Math.min(350, 25 * elements), (byte) 0);
    return made;
  }

  private static void text(ByteArrayOutputStream out, byte[] text) {
    out.write(text.length);
    out.writeBytes(text);
  }
}
