package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.salvage.RdbSalvage.Outcome;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** What the checksum shows of bytes that came in, or are missing. */
class ShiftSearchTest {
  private static final int KEYS = 300;

  @Test
  void bytesThatCameInAreTakenOutWhereverTheyStandAndHoweverManyTheyAre() throws IOException {
    byte[] image = image();
    Random random = new Random(1);
    for (int i = 0; i < 30; i++) {
      byte[] more = new byte[1 + random.nextInt(i % 2 == 0 ? 8 : 5000)];
      random.nextBytes(more);
      costsNothing(image, replaced(image, 9 + random.nextInt(image.length - 18), 0, more));
    }
  }

  @Test
  void bytesOfTheImageThatAreThereTwiceAreTakenOut() throws IOException {
    byte[] image = image();
    for (int at = 100; at + 512 < image.length; at += 3033) {
      costsNothing(image, replaced(image, at, 0, Arrays.copyOfRange(image, at, at + 512)));
    }
  }

  @Test
  void upToThreeBytesThatAreMissingAreWrittenAgain() throws IOException {
    byte[] image = image();
    for (int at = 60; at + 20 < image.length; at += 371) {
      costsNothing(image, replaced(image, at, 1 + at % 3, new byte[0]));
    }
  }

  @Test
  void fourBytesThatAreOverwrittenWhereARecordCantBeReadArePutRight() throws IOException {
    byte[] image = image();
    for (int i = 10; i < KEYS; i += 47) {
      int name = find(image, "user:" + (1000 + i));
      costsNothing(image, replaced(image, name - 2, 4, new byte[] {-86, -69, -86, -69}));
    }
  }

  @Test
  void moreBytesThatAreMissingAreNotGuessed() throws IOException {
    byte[] image = image();
    for (int at = 60; at + 20 < image.length; at += 371) {
      byte[] damaged = replaced(image, at, 7, new byte[0]);
      assertThat(look(damaged).outcome()).isNotEqualTo(Outcome.MENDED);
    }
  }

  @Test
  void aWholeImageBehindTheBeginningOfAnotherIsNotTakenForIt() throws IOException {
    byte[] image = image();
    byte[] damaged = replaced(image, 0, 0, Arrays.copyOf(image, 4096));
    assertThat(look(damaged).outcome()).isNotEqualTo(Outcome.MENDED);
  }

  private static void costsNothing(byte[] image, byte[] damaged) throws IOException {
    RdbSalvage salvage = look(damaged);
    if (salvage.outcome() == Outcome.CHECKSUM) {
      // Nothing but the checksum tells that it is damaged, and not where.
      return;
    }
    assertThat(salvage.outcome()).as(salvage.reason()).isEqualTo(Outcome.MENDED);
    assertThat(salvage.kept()).isEqualTo(KEYS);
    var out = new ByteArrayOutputStream();
    for (SalvagePiece piece : salvage.pieces()) {
      if (piece instanceof SalvagePiece.Copy copy) {
        out.write(damaged, (int) copy.offset(), (int) copy.length());
      } else if (piece instanceof SalvagePiece.Literal literal) {
        out.writeBytes(literal.bytes());
      }
    }
    assertThat(out.toByteArray()).isEqualTo(image);
  }

  private static byte[] replaced(byte[] image, int at, int count, byte[] others) {
    var out = new ByteArrayOutputStream();
    out.write(image, 0, at);
    out.writeBytes(others);
    out.write(image, at + count, image.length - at - count);
    return out.toByteArray();
  }

  private static int find(byte[] image, String text) {
    return new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static RdbSalvage look(byte[] image) throws IOException {
    return Salvager.look(new MemorySource("image", image), 0, SalvageOptions.defaults());
  }

  private static byte[] image() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.aux("redis-ver", "7.0.15");
    writer.database(0, KEYS, 0);
    for (int i = 0; i < KEYS; i++) {
      byte[] name = ("user:" + (1000 + i)).getBytes(StandardCharsets.US_ASCII);
      byte[] value = ("the value number " + i * 7919L).getBytes(StandardCharsets.US_ASCII);
      writer.key(KeyHead.of(name), RdbValue.string(value));
    }
    writer.end();
    return bytes.toByteArray();
  }
}
