package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.keyspace.commands.Outcome;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Payloads that a real server wrote, whole and with wrong bytes under a right checksum: what we say
 * of them is what the server does, and what we keep is the same value. {@code
 * -Daofkit.keyspace.payloads=N} tries more.
 */
class PayloadServerTest {
  private static final int PAYLOADS = Integer.getInteger("aofkit.keyspace.payloads", 400);
  private static final int STEPS = 1500;
  private static final int LONGEST = 3000;
  private static final int TRAILER = 10;
  private static final int CHECKSUM = 8;
  private static final RdbWriterOptions OPTIONS =
      RdbWriterOptions.DEFAULT.losing(Set.of(RdbFeature.CONSUMER_ACTIVE_TIMES));

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void whatBecomesOfAPayloadIsWhatTheServerMakesOfIt(Server server) throws IOException {
    var settings =
        Map.of(
            "appendonly", "no", "hash-max-listpack-entries", "6", "stream-node-max-entries", "4");
    try (QuickServer started = QuickServer.start(Servers.program(server), dir, settings);
        RespClient client = started.connect()) {
      List<byte[]> payloads = payloads(client, server);
      client.call("FLUSHALL").orThrow();
      var random = new Random(1);
      int kept = 0;
      for (int i = 0; i < PAYLOADS; i++) {
        byte[] payload = payloads.get(random.nextInt(payloads.size())).clone();
        int wrong = random.nextInt(3);
        for (int j = 0; j < wrong; j++) {
          payload[random.nextInt(payload.length - TRAILER)] = (byte) random.nextInt(256);
        }
        seal(payload);
        kept += tried(client, server, payload) ? 1 : 0;
      }
      assertThat(kept).isGreaterThan(PAYLOADS / 3);
    }
  }

  private static List<byte[]> payloads(RespClient client, Server server) throws IOException {
    var session = new LiveSession(client, 0);
    List<String> families = List.copyOf(Families.all().keySet());
    List<byte[]> payloads = new ArrayList<>();
    Workload workload = Workload.of(1, server, Forms.DIRECT, families, STEPS);
    for (int i = 0; i < STEPS; i++) {
      session.send(workload.steps().get(i));
      for (Reply name : i % 50 == 0 ? client.call("KEYS", "*").items() : List.<Reply>of()) {
        byte[] payload = client.call(ascii("DUMP"), name.bytes()).bytes();
        if (payload.length > TRAILER && payload.length < LONGEST) {
          payloads.add(payload);
        }
      }
    }
    client.call("SELECT", "0").orThrow();
    return payloads;
  }

  private static boolean tried(RespClient client, Server server, byte[] payload)
      throws IOException {
    var keyspace = new Keyspace(server, 16);
    byte[][] command = {ascii("RESTORE"), ascii("k"), ascii("0"), payload};
    Outcome outcome = new Interpreter(keyspace).apply(0, command);
    if (outcome.kind() == Outcome.Kind.NOT_MODELLED) {
      return false;
    }
    String what = outcome + " of " + HexFormat.of().formatHex(payload);
    Reply reply = client.call(command);
    boolean isRefused = outcome.kind() == Outcome.Kind.REFUSED;
    assertThat(reply.isFailure()).as(what + ", there " + reply.text()).isEqualTo(isRefused);
    StoredKey stored = keyspace.database(0).get(ByteString.of("k"));
    if (stored != null) {
      byte[] again = RdbWriter.payload(RdbTarget.of(server), OPTIONS, stored.value().toRdb());
      client.call(ascii("RESTORE"), ascii("ours"), ascii("0"), again).orThrow();
      assertThat(digest(client, "ours")).as(what).isEqualTo(digest(client, "k"));
    }
    client.call("DEL", "k", "ours").orThrow();
    return stored != null;
  }

  private static String digest(RespClient client, String key) throws IOException {
    return client.call("DEBUG", "DIGEST-VALUE", key).orThrow().items().get(0).text();
  }

  private static void seal(byte[] payload) {
    long crc = Crc64.update(0, payload, 0, payload.length - CHECKSUM);
    for (int i = 0; i < CHECKSUM; i++) {
      payload[payload.length - CHECKSUM + i] = (byte) (crc >>> (8 * i));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
