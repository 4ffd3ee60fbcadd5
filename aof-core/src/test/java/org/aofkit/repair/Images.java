package org.aofkit.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;

/** Small images, for the tests of what becomes of damaged ones. */
final class Images {
  /** How many keys they have. */
  static final int KEYS = 40;

  private Images() {}

  /** Adds to an image. */
  interface Body {
    void write(RdbWriter writer) throws IOException;
  }

  /** Forty keys with short strings. */
  static byte[] image(boolean isBase) throws IOException {
    return image(isBase, 0, writer -> {});
  }

  /** The same behind function libraries and in front of more keys. */
  static byte[] image(boolean isBase, int libraries, Body more) throws IOException {
    return image(isBase, libraries, KEYS, more);
  }

  /** The same with so many keys. */
  static byte[] image(boolean isBase, int libraries, int keys, Body more) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.aux("redis-ver", "7.0.15");
    writer.aux("aof-base", isBase ? "1" : "0");
    for (int i = 0; i < libraries; i++) {
      writer.function(
          ascii(
              "#!lua name=lib"
                  + i
                  + "\nredis.register_function('f"
                  + i
                  + "', function(keys, args) return 1 end)"));
    }
    writer.database(0, keys, 0);
    for (int i = 0; i < keys; i++) {
      writer.key(
          KeyHead.of(ascii("user:" + (1000 + i))), RdbValue.string(ascii("the value number " + i)));
    }
    more.write(writer);
    writer.end();
    return bytes.toByteArray();
  }

  /** One behind the other. */
  static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Where a text is that is there. */
  static int find(byte[] image, String text) {
    int at = new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).as(text).isNotNegative();
    return at;
  }

  /** The bytes of a text. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** With NULs over a range. */
  static byte[] zeroed(byte[] image, int from, int to) {
    byte[] zeroed = image.clone();
    Arrays.fill(zeroed, from, to, (byte) 0);
    return zeroed;
  }
}
