package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;

/** Reads everything a running server holds, as a content. */
public final class ServerContent {
  private static final Pattern DATABASE = Pattern.compile("(?m)^db(\\d+):");

  private final RespClient client;
  private final RdbContent.Builder content = new RdbContent.Builder();
  private final boolean hasFieldExpiry;

  private ServerContent(RespClient client) throws IOException {
    this.client = client;
    Reply found = client.call("COMMAND", "INFO", "HPEXPIRETIME").orThrow().items().get(0);
    this.hasFieldExpiry = found instanceof Reply.Items items && items.list() != null;
  }

  /** Reads it over this connection. */
  public static RdbContent read(RespClient client) throws IOException {
    return new ServerContent(client).read();
  }

  private RdbContent read() throws IOException {
    var matcher = DATABASE.matcher(client.call("INFO", "keyspace").orThrow().text());
    while (matcher.find()) {
      client.call("SELECT", matcher.group(1)).orThrow();
      for (Reply name : client.call("KEYS", "*").orThrow().items()) {
        key(Long.parseLong(matcher.group(1)), name.bytes());
      }
    }
    for (Reply library : client.call("FUNCTION", "LIST", "WITHCODE").orThrow().items()) {
      content.function(text(get(named(library), "library_code")));
    }
    return content.build();
  }

  private void key(long database, byte[] name) throws IOException {
    String type = ask("TYPE", name).text();
    if (!type.equals("none")) {
      long deadline = ask("PEXPIRETIME", name).number();
      RdbContent.Value value = value(type, name);
      String kind = value instanceof RdbContent.Opaque ? "module" : type;
      content.add(database, RdbContent.text(name), new RdbContent.Key(kind, value, deadline));
    }
  }

  private RdbContent.Value value(String type, byte[] key) throws IOException {
    return switch (type) {
      case "string" -> new RdbContent.Text(text(ask("GET", key)));
      case "list" -> new RdbContent.Elements(texts(ask("LRANGE", key, "0", "-1")));
      case "set" -> new RdbContent.Members(texts(ask("SMEMBERS", key)));
      case "zset" -> ranking(texts(ask("ZRANGE", key, "0", "-1", "WITHSCORES")));
      case "hash" -> hash(key);
      case "stream" -> stream(named(xinfo(key)));
      default -> new RdbContent.Opaque();
    };
  }

  private static RdbContent.Ranking ranking(List<String> parts) {
    List<RdbContent.Scored> members = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += 2) {
      members.add(new RdbContent.Scored(parts.get(i), score(parts.get(i + 1))));
    }
    return new RdbContent.Ranking(members);
  }

  /** The number that a server prints so. */
  static double score(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  private RdbContent.Fields hash(byte[] key) throws IOException {
    List<Reply> parts = ask("HGETALL", key).items();
    List<RdbContent.Field> fields = new ArrayList<>();
    List<Long> deadlines = hasFieldExpiry ? deadlines(key, parts) : List.of();
    for (int i = 0; i < parts.size(); i += 2) {
      long deadline = hasFieldExpiry ? deadlines.get(i / 2) : -1;
      fields.add(new RdbContent.Field(text(parts.get(i)), text(parts.get(i + 1)), deadline));
    }
    return new RdbContent.Fields(fields);
  }

  private List<Long> deadlines(byte[] key, List<Reply> parts) throws IOException {
    if (parts.isEmpty()) {
      return List.of();
    }
    List<byte[]> command = new ArrayList<>();
    command.add(ascii("HPEXPIRETIME"));
    command.add(key);
    command.add(ascii("FIELDS"));
    command.add(ascii(Integer.toString(parts.size() / 2)));
    for (int i = 0; i < parts.size(); i += 2) {
      command.add(parts.get(i).bytes());
    }
    Reply reply = client.call(command.toArray(new byte[0][])).orThrow();
    return reply.items().stream().map(Reply::number).toList();
  }

  private Reply xinfo(byte[] key) throws IOException {
    return client
        .call(ascii("XINFO"), ascii("STREAM"), key, ascii("FULL"), ascii("COUNT"), ascii("0"))
        .orThrow();
  }

  private static RdbContent.Stream stream(Map<String, Reply> info) {
    List<RdbContent.Entry> entries = new ArrayList<>();
    for (Reply entry : get(info, "entries").items()) {
      List<Reply> parts = entry.items();
      entries.add(new RdbContent.Entry(text(parts.get(0)), texts(parts.get(1))));
    }
    var history =
        new RdbContent.History(
            text(get(info, "max-deleted-entry-id")),
            get(info, "entries-added").number(),
            text(get(info, "recorded-first-entry-id")));
    return new RdbContent.Stream(
        entries,
        get(info, "length").number(),
        text(get(info, "last-generated-id")),
        history,
        get(info, "groups").items().stream().map(ServerContent::group).toList());
  }

  private static RdbContent.Group group(Reply reply) {
    Map<String, Reply> info = named(reply);
    List<RdbContent.Pending> pending = new ArrayList<>();
    for (Reply each : get(info, "pending").items()) {
      List<Reply> parts = each.items();
      pending.add(
          new RdbContent.Pending(
              text(parts.get(0)),
              text(parts.get(1)),
              parts.get(2).number(),
              parts.get(3).number()));
    }
    List<RdbContent.Consumer> consumers = new ArrayList<>();
    for (Reply each : get(info, "consumers").items()) {
      Map<String, Reply> parts = named(each);
      Reply active = parts.get("active-time");
      consumers.add(
          new RdbContent.Consumer(
              text(get(parts, "name")),
              get(parts, "seen-time").number(),
              active == null ? null : active.number(),
              get(parts, "pending").items().stream().map(p -> text(p.items().get(0))).toList()));
    }
    Reply read = get(info, "entries-read");
    return new RdbContent.Group(
        text(get(info, "name")),
        text(get(info, "last-delivered-id")),
        read instanceof Reply.Number number ? number.value() : -1L,
        pending,
        consumers);
  }

  private static Reply get(Map<String, Reply> info, String name) {
    Reply reply = info.get(name);
    if (reply == null) {
      throw new IllegalStateException("the server does not tell " + name + ": " + info.keySet());
    }
    return reply;
  }

  private static Map<String, Reply> named(Reply reply) {
    List<Reply> parts = reply.items();
    Map<String, Reply> named = new HashMap<>();
    for (int i = 0; i < parts.size(); i += 2) {
      named.put(parts.get(i).text(), parts.get(i + 1));
    }
    return named;
  }

  private Reply ask(String command, byte[] key, String... more) throws IOException {
    byte[][] arguments = new byte[2 + more.length][];
    arguments[0] = ascii(command);
    arguments[1] = key;
    for (int i = 0; i < more.length; i++) {
      arguments[2 + i] = ascii(more[i]);
    }
    return client.call(arguments).orThrow();
  }

  private static List<String> texts(Reply reply) {
    return reply.items().stream().map(ServerContent::text).toList();
  }

  private static String text(Reply reply) {
    return RdbContent.text(reply.bytes());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
