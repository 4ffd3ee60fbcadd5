package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.salvage.RdbSalvage.Outcome;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbOrigin;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** What is said to be lost is never less than what is lost, and ends in the midst are none. */
class LostCountsTest {
  private static final int[] SIZES = {40, 30, 20};

  @Test
  void anEndInTheHeadCostsNoKey() throws IOException {
    byte[] image = image();
    int fields = find(image, "used-mem");
    Arrays.fill(image, fields + 2, fields + 18, (byte) 0xFF);
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(salvage.kept()).isEqualTo(90);
    assertThat(salvage.lost()).hasValue(0);
    assertThat(salvage.mayHaveLostMore()).isFalse();
  }

  @Test
  void anEndBetweenTwoDatabasesIsNoneIfALaterOneIsThere() throws IOException {
    byte[] image = image();
    int second = find(image, "b:1000") - 8;
    Arrays.fill(image, second, second + 64, (byte) 0xFF);
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(salvage.kept()).isGreaterThanOrEqualTo(59);
    assertThat(salvage.mayHaveLostMore()).isTrue();
  }

  @Test
  void behindAnEndThatMayBeTheImagesMoreMayBeLost() throws IOException {
    byte[] image = image();
    int last = find(image, "c:1000") - 8;
    byte[] other = Arrays.copyOf(image, last + 200);
    Arrays.fill(other, last, last + 200, (byte) 0xFF);
    RdbSalvage salvage = look(other);
    assertThat(salvage.outcome()).isEqualTo(Outcome.CHECKSUM);
    assertThat(salvage.kept()).isEqualTo(70);
    assertThat(salvage.mayHaveLostMore()).isTrue();
  }

  @Test
  void databasesInFrontOfTheFirstThatCanBeReadMayBeLost() throws IOException {
    byte[] image = image();
    int first = find(image, "a:1000") - 10;
    int second = find(image, "b:1000") - 8;
    Arrays.fill(image, first, second, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.kept()).isEqualTo(50);
    assertThat(salvage.mayHaveLostMore()).isTrue();
  }

  @Test
  void nothingStandsInFrontOfDatabaseZero() throws IOException {
    byte[] image = image();
    int fields = find(image, "used-mem");
    Arrays.fill(image, fields + 2, fields + 8, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.kept()).isEqualTo(90);
    assertThat(salvage.lost()).hasValue(0);
    assertThat(salvage.mayHaveLostMore()).isFalse();
  }

  @Test
  void aTornImageMayHaveLostMoreAlsoWhereItsLastBytesReadAsAnEnd() throws IOException {
    byte[] image = image();
    byte[] torn = Arrays.copyOf(image, find(image, "a:1010") + 80);
    torn[torn.length - 9] = (byte) 0xFF;
    RdbSalvage salvage = look(torn);
    assertThat(salvage.endFound()).isTrue();
    assertThat(salvage.lost()).hasValue(40 - salvage.kept());
    assertThat(salvage.mayHaveLostMore()).isTrue();
  }

  private static byte[] image() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(Channels.newChannel(out), RdbTarget.of(Server.REDIS_7_0));
    writer.begin(new RdbOrigin("7.0.15", Clock.systemUTC(), 1 << 20, false));
    for (int database = 0; database < SIZES.length; database++) {
      writer.database(database, SIZES[database], 0);
      for (int i = 0; i < SIZES[database]; i++) {
        String name = (char) ('a' + database) + ":" + (1000 + i);
        writer.key(KeyHead.of(bytes(name)), RdbValue.string(value(database, i)));
      }
    }
    writer.end();
    return out.toByteArray();
  }

  /** One is long. */
  private static byte[] value(int database, int index) {
    byte[] value = new byte[database == 0 && index == 10 ? 100 : 14];
    new Random(100 * database + index).nextBytes(value);
    return value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int find(byte[] image, String text) {
    return new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static RdbSalvage look(byte[] image) throws IOException {
    return Salvager.look(new MemorySource("image", image), 0, SalvageOptions.defaults());
  }
}
