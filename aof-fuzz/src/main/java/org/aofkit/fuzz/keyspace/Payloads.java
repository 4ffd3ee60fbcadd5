package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;

/** Payloads of RESTORE, of all servers and some of none. */
final class Payloads {
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

  private static RdbValue value(Draw draw) {
    return switch (draw.below(3)) {
      case 0 -> RdbValue.list(List.of(Words.ascii(draw.value()), Words.ascii(draw.member())));
      case 1 -> RdbValue.set(List.of(Words.ascii("a"), Words.ascii("b" + draw.member())));
      default -> RdbValue.string(Words.ascii(draw.value()));
    };
  }
}
