package org.aofkit.fuzz.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads everything a server holds over one connection. */
final class DataSetReader {
  private static final Pattern DATABASE = Pattern.compile("(?m)^db(\\d+):");

  /** Parts of XINFO STREAM FULL that say how, or when, the stream came into memory. */
  private static final Set<String> NOT_CONTENT =
      Set.of("radix-tree-keys", "radix-tree-nodes", "seen-time", "active-time");

  /** Reads the keys of the database that is selected. */
  private interface Keys<T> {
    SortedMap<String, T> read() throws IOException;
  }

  private final RespClient client;
  private final boolean hasFieldExpiry;

  DataSetReader(RespClient client) throws IOException {
    this.client = client;
    this.hasFieldExpiry = knows("HPEXPIRETIME");
  }

  DataSet read() throws IOException {
    return new DataSet(eachDatabase(this::keys), functions());
  }

  SortedMap<Integer, SortedMap<String, String>> encodings() throws IOException {
    return eachDatabase(this::encodingsOfKeys);
  }

  private <T> SortedMap<Integer, SortedMap<String, T>> eachDatabase(Keys<T> reader)
      throws IOException {
    var databases = new TreeMap<Integer, SortedMap<String, T>>();
    var matcher = DATABASE.matcher(client.call("INFO", "keyspace").orThrow().text());
    while (matcher.find()) {
      client.call("SELECT", matcher.group(1)).orThrow();
      SortedMap<String, T> keys = reader.read();
      if (!keys.isEmpty()) {
        databases.put(Integer.parseInt(matcher.group(1)), keys);
      }
    }
    return databases;
  }

  private SortedMap<String, String> encodingsOfKeys() throws IOException {
    var keys = new TreeMap<String, String>();
    for (Reply name : client.call("KEYS", "*").orThrow().items()) {
      byte[] key = name.bytes();
      Reply encoding = client.call(ascii("OBJECT"), ascii("ENCODING"), key).orThrow();
      keys.put(ValueText.escape(key), encoding.text());
    }
    return keys;
  }

  private SortedMap<String, DataSet.Entry> keys() throws IOException {
    var keys = new TreeMap<String, DataSet.Entry>();
    for (Reply name : client.call("KEYS", "*").orThrow().items()) {
      byte[] key = name.bytes();
      String type = ask("TYPE", key).text();
      if (!type.equals("none")) {
        long expireAtMs = ask("PEXPIRETIME", key).number();
        String value = ValueText.bounded(value(type, key));
        keys.put(ValueText.escape(key), new DataSet.Entry(type, value, expireAtMs));
      }
    }
    return keys;
  }

  private String value(String type, byte[] key) throws IOException {
    return switch (type) {
      case "string" -> ValueText.escape(ask("GET", key).bytes());
      case "list" ->
          ask("LRANGE", key, "0", "-1").items().stream()
              .map(DataSetReader::text)
              .toList()
              .toString();
      case "set" -> sorted(ask("SMEMBERS", key).items()).toString();
      case "zset" -> pairs(ask("ZRANGE", key, "0", "-1", "WITHSCORES").items()).toString();
      case "hash" -> hash(key);
      case "stream" -> stream(key);
      // A type of a module: its serialised form, which holds everything but is no canonical form.
      default -> ValueText.escape(ask("DUMP", key).bytes());
    };
  }

  private String hash(byte[] key) throws IOException {
    List<Reply> parts = ask("HGETALL", key).items();
    var fields = new TreeSet<String>();
    for (int i = 0; i < parts.size(); i += 2) {
      byte[] field = parts.get(i).bytes();
      String entry = text(parts.get(i)) + " = " + text(parts.get(i + 1));
      long expireAtMs = hasFieldExpiry ? fieldExpiry(key, field) : -1;
      fields.add(expireAtMs < 0 ? entry : entry + " until " + expireAtMs);
    }
    return fields.toString();
  }

  private long fieldExpiry(byte[] key, byte[] field) throws IOException {
    return client
        .call(ascii("HPEXPIRETIME"), key, ascii("FIELDS"), ascii("1"), field)
        .orThrow()
        .items()
        .get(0)
        .number();
  }

  private String stream(byte[] key) throws IOException {
    Reply info =
        client.call(
            ascii("XINFO"), ascii("STREAM"), key, ascii("FULL"), ascii("COUNT"), ascii("0"));
    return described(info.orThrow());
  }

  /** A reply in which names and values alternate, without what is not content. */
  private static String described(Reply reply) {
    if (!(reply instanceof Reply.Items)) {
      return text(reply);
    }
    List<Reply> parts = reply.items();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Reply part = parts.get(i);
      boolean named = i + 1 < parts.size() && part instanceof Reply.Bulk;
      if (named && NOT_CONTENT.contains(part.text())) {
        i++;
      } else if (named && part.text().equals("entries")) {
        // What users have written may look like anything.
        texts.add("entries " + whole(parts.get(++i)));
      } else {
        texts.add(described(part));
      }
    }
    return texts.toString();
  }

  private static String whole(Reply reply) {
    return reply instanceof Reply.Items
        ? reply.items().stream().map(DataSetReader::whole).toList().toString()
        : text(reply);
  }

  private List<String> functions() throws IOException {
    Reply reply = client.call("FUNCTION", "LIST", "WITHCODE");
    return reply.orThrow().items().stream().map(DataSetReader::library).sorted().toList();
  }

  /** Functions of a library come in an order that differs from load to load. */
  private static String library(Reply library) {
    List<String> texts = new ArrayList<>();
    for (Reply part : library.items()) {
      texts.add(part instanceof Reply.Items ? sortedDescriptions(part).toString() : text(part));
    }
    return texts.toString();
  }

  private static List<String> sortedDescriptions(Reply parts) {
    return parts.items().stream().map(DataSetReader::described).sorted().toList();
  }

  private boolean knows(String command) throws IOException {
    List<Reply> found = client.call("COMMAND", "INFO", command).orThrow().items();
    return found.get(0) instanceof Reply.Items description && description.list() != null;
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

  private static List<String> sorted(List<Reply> parts) {
    return parts.stream().map(DataSetReader::text).sorted().toList();
  }

  private static List<String> pairs(List<Reply> parts) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += 2) {
      texts.add(text(parts.get(i)) + " = " + text(parts.get(i + 1)));
    }
    return texts;
  }

  /** Elements are quoted, so that where one ends and the next begins is not ambiguous. */
  private static String text(Reply reply) {
    return '\'' + ValueText.escape(reply.bytes()).replace("'", "\\x27") + '\'';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
