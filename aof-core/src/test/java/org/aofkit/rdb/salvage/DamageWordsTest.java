package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbOrigin;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** What is said of the place where damage begins: which type it is in, and what lies there. */
class DamageWordsTest {
  @Test
  void nulsInACollectionAreSaidToBeInIt() throws IOException {
    byte[] image = image();
    int element = find(image, "queue:10") + 60;
    Arrays.fill(image, element, element + 64, (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.reason()).isEqualTo("NULs in a list");
    assertThat(salvage.keys()).extracting(LeftOutKey::type).containsExactly("list");
  }

  @Test
  void aDamagedCollectionIsNamedByItsType() throws IOException {
    byte[] image = image();
    int element = find(image, "queue:10") + 60;
    for (int i = 0; i < 40; i++) {
      image[element + i] ^= (byte) (0x55 + i);
    }
    assertThat(look(image).reason()).isEqualTo("a list that is damaged inside");
  }

  @Test
  void aTornCollectionIsNamedByItsType() throws IOException {
    byte[] image = image();
    byte[] torn = Arrays.copyOf(image, find(image, "queue:10") + 60);
    assertThat(look(torn).reason()).isEqualTo("a list that goes on behind the end of the file");
  }

  @Test
  void nulsOverTheHeadOfARecordAreInNone() throws IOException {
    byte[] image = image();
    int record = find(image, "queue:10") - 2;
    Arrays.fill(image, record, record + 64, (byte) 0);
    assertThat(look(image).reason()).isEqualTo("NULs where a record should be");
  }

  private static byte[] image() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(Channels.newChannel(out), RdbTarget.of(Server.REDIS_7_0));
    writer.begin(new RdbOrigin("7.0.15", Clock.systemUTC(), 0, false));
    writer.database(0, 20, 0);
    for (int i = 0; i < 20; i++) {
      List<byte[]> elements = new ArrayList<>();
      for (int k = 0; k < 20; k++) {
        elements.add(bytes("element " + i * k + " of it"));
      }
      writer.key(KeyHead.of(bytes("queue:" + i)), RdbValue.list(elements));
    }
    writer.end();
    return out.toByteArray();
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
