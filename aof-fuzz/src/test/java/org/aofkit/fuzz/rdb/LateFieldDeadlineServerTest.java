package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deadlines of fields that lie thousands of years ahead, up to the last that a server loads. */
class LateFieldDeadlineServerTest {
  private static final long LAST_OF_REDIS = (1L << 48) - 1;

  @ParameterizedTest
  @CsvSource({
    "REDIS_8_0, 70368744177664",
    "REDIS_8_0, 281474976710655",
    "VALKEY_9, 70368744177664",
    "VALKEY_9, 281474976710656",
    "VALKEY_9, 9223372036854775807"
  })
  void serversLoadThem(Server server, long deadline) throws IOException {
    try (var probe = new DumpProbe(Servers.program(server), server, true, 16)) {
      assertThat(probe.ask(image(server, deadline)).loads()).isTrue();
    }
  }

  @Test
  void nothingLaterIsWrittenForRedis() {
    assertThatThrownBy(() -> image(Server.REDIS_8_0, LAST_OF_REDIS + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] image(Server server, long deadline) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), RdbTarget.of(server));
    writer.begin();
    writer.database(0, 1, 0);
    writer.key(
        KeyHead.of(text("key")),
        new RdbValue.HashValue(
            sink -> {
              sink.field(deadline).bytes(text("field"));
              sink.value().bytes(text("value"));
            }));
    writer.end();
    return bytes.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
