package org.aofkit.fuzz.keyspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;

/** Payloads of RESTORE, of all servers and some of none. */
final class Payloads {
  private static final int FUNCTION = 0xf5;
  private static final int LENGTH_OF_4_BYTES = 0x80;

  private Payloads() {}

  static byte[] next(Draw draw) {
    Server[] servers = Server.values();
    Server writer = draw.oneIn(3) ? servers[draw.below(servers.length)] : draw.server();
    byte[] payload;
    try {
      payload = RdbWriter.payload(RdbTarget.of(writer), RdbWriterOptions.DEFAULT, value(draw));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (draw.oneIn(10)) {
      payload[draw.below(payload.length)] ^= (byte) (1 << draw.below(8));
    }
    return payload;
  }

  /** A payload of FUNCTION RESTORE: one library, or two. */
  static byte[] libraries(Draw draw, String one, String other) {
    var bytes = new ByteArrayOutputStream();
    for (String source : draw.oneIn(2) ? List.of(one) : List.of(one, other)) {
      bytes.write(FUNCTION);
      bytes.write(LENGTH_OF_4_BYTES);
      bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(source.length()).array());
      bytes.writeBytes(Words.ascii(source));
    }
    int version = RdbTarget.of(draw.server()).version();
    bytes.write(version);
    bytes.write(0);
    byte[] whole = bytes.toByteArray();
    long crc = Crc64.update(0, whole, 0, whole.length);
    ByteBuffer trailer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.writeBytes(trailer.putLong(crc).array());
    return bytes.toByteArray();
  }

  private static RdbValue value(Draw draw) {
    return switch (draw.below(3)) {
      case 0 -> RdbValue.list(List.of(Words.ascii(draw.value()), Words.ascii(draw.member())));
      case 1 -> RdbValue.set(List.of(Words.ascii("a"), Words.ascii("b" + draw.member())));
      default -> RdbValue.string(Words.ascii(draw.value()));
    };
  }
}
