package org.aofkit.fuzz.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;

/**
 * Writes to a server and remembers what it has acknowledged: strings of 60 bytes to 4 KiB in two
 * databases, and between them lists, hashes, counters, expiries and transactions.
 */
final class Traffic {
  /** Enough for any volume of a laboratory to be full. */
  private static final int WRITES_AT_MOST = 10_000;

  private static final int BIG_VALUE = 20_000;

  private record Key(int database, String name) {}

  private final Map<Key, String> acknowledged = new LinkedHashMap<>();
  private final Random random = new Random(20_261_122);
  private int written;

  /** The number of string writes that the server has answered with OK. */
  int acknowledged() {
    return acknowledged.size();
  }

  /** Writes so many strings, and other things between them. Throws if the server refuses any. */
  void write(RespClient client, int strings) throws IOException {
    for (int i = 0; i < strings; i++) {
      int database = i % 20 < 10 ? 0 : 5;
      client.call("SELECT", Integer.toString(database)).orThrow();
      set(client, database, 60 + random.nextInt(i % 7 == 0 ? 4036 : 200)).orThrow();
      switch (i % 5) {
        case 0 -> client.call("RPUSH", "list", text(20), text(30)).orThrow();
        case 1 -> client.call("HSET", "hash", "field" + i, text(40)).orThrow();
        case 2 -> client.call("INCRBY", "counter", "7").orThrow();
        case 3 ->
            client.call("SET", "temporary" + written, text(10), "PXAT", "4102444800000").orThrow();
        default -> transaction(client);
      }
    }
  }

  /** Writes strings until the server refuses one, and gives the refusal. */
  String writeUntilRefused(RespClient client) throws IOException {
    client.call("SELECT", "5").orThrow();
    for (int i = 0; i < WRITES_AT_MOST; i++) {
      Reply reply = set(client, 5, BIG_VALUE);
      if (reply.isFailure()) {
        return reply.text();
      }
    }
    throw new LabException("the volume does not fill up");
  }

  /** One line for each acknowledged string that the server does not hold as it was written. */
  List<String> missing(RespClient client) throws IOException {
    List<String> lines = new ArrayList<>();
    for (var write : acknowledged.entrySet()) {
      Key key = write.getKey();
      client.call("SELECT", Integer.toString(key.database)).orThrow();
      if (!client.call("GET", key.name).text().equals(write.getValue())) {
        lines.add("acknowledged but not there: db" + key.database + " " + key.name);
      }
    }
    return lines;
  }

  private Reply set(RespClient client, int database, int length) throws IOException {
    String name = "key" + written++;
    String value = text(length);
    Reply reply = client.call("SET", name, value);
    if (!reply.isFailure()) {
      acknowledged.put(new Key(database, name), value);
    }
    return reply;
  }

  private void transaction(RespClient client) throws IOException {
    client.call("MULTI").orThrow();
    client.call("INCR", "transactions").orThrow();
    client.call("SADD", "set", text(12)).orThrow();
    client.call("EXEC").orThrow();
  }

  private String text(int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
