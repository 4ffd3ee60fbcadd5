package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.compact.Compaction;
import org.aofkit.compact.OutputOptions;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Commands as clients send them and no server logs them: what they do depends on the time when they
 * are loaded, or on chance. A server holds the same by the compacted log, as far as it can be the
 * same twice.
 */
class ClientFormsServerTest {
  private static final String[] LOG = {
    "XADD s 1-1 f a",
    "XADD s 2-1 f b",
    "XADD s 3-1 f c",
    "XADD s 4-1 f d",
    "XADD other 1-1 f a",
    "XGROUP CREATE s g 0",
    "XGROUP CREATE other g 0",
    "XREADGROUP GROUP g ann COUNT 2 STREAMS s other > >",
    "XREADGROUP GROUP g bob NOACK STREAMS s >",
    "XREADGROUP GROUP g bob BLOCK 0 STREAMS s 0",
    "XACK s g 1-1",
    "XCLAIM s g cid 0 2-1 IDLE 5000",
    "XAUTOCLAIM other g dan 0 0",
    "SADD set a b c d",
    "SPOP set 2",
    "SADD all a b c d",
    "SPOP all 9",
    "SADD all z",
    "SADD from a",
    "SPOP from",
    "SET volatile 1 EX 5000",
    "SETEX volatile2 5000 1",
    "PSETEX volatile3 5000000 1",
    "SET key 1",
    "EXPIRE key 5000",
    "SET key2 1",
    "PEXPIRE key2 5000000 NX",
    "GETEX key2 PERSIST",
    "SET key3 1",
    "GETEX key3 EX 5000",
    "RENAME key3 key4",
    "XADD now * f v",
    "XADD now MAXLEN ~ 100 * f v",
    "RPUSH list 3 1 2",
    "SORT list STORE sorted",
    "SET bump 1",
    "INCR bump",
  };

  /** Whatever is the same at each load. */
  private static final String[] LOOKS = {
    "TYPE all",
    "SMEMBERS all",
    "SCARD set",
    "EXISTS from",
    "XPENDING s g",
    "XPENDING other g",
    "XLEN now",
    "XRANGE s - +",
    "PTTL key2",
    "EXISTS key3",
    "LRANGE sorted 0 -1",
    "GET bump",
    "DBSIZE",
  };

  private static final String[] SOME_5000_SECONDS = {
    "volatile", "volatile2", "volatile3", "key", "key4"
  };

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void theServerHoldsTheSame(Server server) throws IOException {
    Path program = Servers.program(server);
    Path dir = Files.createDirectory(folder.resolve("original"));
    List<Workload.Step> steps = new ArrayList<>();
    for (String line : LOG) {
      byte[][] words = new byte[line.split(" ").length][];
      for (int i = 0; i < words.length; i++) {
        words[i] = Words.ascii(line.split(" ")[i]);
      }
      steps.add(new Workload.Step(1, words));
    }
    DataDirectory.write(dir, steps);

    Path ours = folder.resolve("ours");
    Compaction.Result result = compact(server, dir, ours);

    assertThat(result.tail()).isNull();
    assertThat(looks(program, ours)).isEqualTo(looks(program, dir));
  }

  private static List<String> looks(Path program, Path dir) throws IOException {
    List<String> seen = new ArrayList<>();
    try (QuickServer started = QuickServer.start(program, dir, Map.of("appendonly", "yes"));
        RespClient client = started.connect()) {
      client.call("SELECT", "1").orThrow();
      for (String look : LOOKS) {
        var text = new StringBuilder(look).append(": ");
        flat(client.call(look.split(" ")).orThrow(), text);
        seen.add(text.toString());
      }
      for (String name : SOME_5000_SECONDS) {
        assertThat(client.call("TTL", name).number()).as(name).isBetween(4900L, 5000L);
      }
    }
    return seen;
  }

  private static void flat(Reply reply, StringBuilder text) {
    if (reply instanceof Reply.Items items) {
      items.items().forEach(item -> flat(item, text));
    } else {
      text.append(reply.text()).append(' ');
    }
  }

  private static Compaction.Result compact(Server server, Path from, Path to) throws IOException {
    var set =
        AofSetLocator.locate(
            from, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    Path directory = Files.createDirectories(to.resolve("appendonlydir"));
    Files.writeString(
        directory.resolve("appendonly.aof.manifest"),
        "file b.rdb seq 1 type b\nfile i.aof seq 1 type i\n",
        StandardCharsets.US_ASCII);
    try (FileChannel base = create(directory.resolve("b.rdb"));
        FileChannel incr = create(directory.resolve("i.aof"))) {
      return new Compaction(set.log(), server, 16, 2, OutputOptions.DEFAULT).write(base, incr);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }
}
