package org.aofkit.fuzz.rdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The description beside a real file: what its producer showed after loading it. */
final class CorpusJson {
  private final Map<?, ?> root;

  private CorpusJson(Map<?, ?> root) {
    this.root = root;
  }

  /** The description of an RDB file. */
  static CorpusJson of(Path rdb) throws IOException {
    Path file = rdb.resolveSibling(rdb.getFileName().toString().replace(".rdb", ".json"));
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(1 << 26).build())
            .build();
    try (JsonParser parser = factory.createParser(Files.readAllBytes(file))) {
      parser.nextToken();
      return new CorpusJson((Map<?, ?>) parsed(parser));
    }
  }

  /** The number of keys in the file, the expired ones with them. */
  long keysInFile() {
    return number(root.get("keysInFile"));
  }

  /** What DEBUG DIGEST said. */
  String digest() {
    return (String) root.get("digest");
  }

  /** The names of keys in the file that were past their deadline. */
  List<String> expired() {
    return list(root.get("expiredInFile")).stream().map(CorpusJson::text).toList();
  }

  /** Keys and fields in the file that were past their deadline. */
  List<List<String>> expiredFields() {
    return list(root.get("expiredFieldsInFile")).stream()
        .map(pair -> list(pair).stream().map(CorpusJson::text).toList())
        .toList();
  }

  /** All keys as the JSON has them, by database and name. */
  Map<Long, Map<String, Map<?, ?>>> keys() {
    Map<Long, Map<String, Map<?, ?>>> all = new HashMap<>();
    for (Object database : list(root.get("databases"))) {
      Map<?, ?> description = (Map<?, ?>) database;
      Map<String, Map<?, ?>> keys = new HashMap<>();
      for (Object key : list(description.get("keys"))) {
        keys.put(text(((Map<?, ?>) key).get("key")), (Map<?, ?>) key);
      }
      all.put(number(description.get("db")), keys);
    }
    return all;
  }

  /**
   * What the file holds. A hash without fields is left out: all of them were past their deadline,
   * and how long it is there then depends on the moment.
   */
  RdbContent content() {
    var content = new RdbContent.Builder();
    keys()
        .forEach(
            (database, keys) ->
                keys.forEach(
                    (name, description) -> {
                      RdbContent.Key key = key(description);
                      boolean isEmpty =
                          key.value() instanceof RdbContent.Fields hash && hash.fields().isEmpty();
                      if (!isEmpty) {
                        content.add(database, name, key);
                      }
                    }));
    for (Object library : list(root.get("functions"))) {
      content.function(text(((Map<?, ?>) library).get("code")));
    }
    return content.build();
  }

  private static RdbContent.Key key(Map<?, ?> key) {
    Object deadline = key.get("expireAtMs");
    String type = (String) key.get("type");
    Map<?, ?> rule = (Map<?, ?>) key.get("valueRule");
    RdbContent.Value value = rule == null ? value(type, key.get("value")) : byRule(rule);
    return new RdbContent.Key(
        value instanceof RdbContent.Opaque ? "module" : type,
        value,
        deadline == null ? -1 : number(deadline));
  }

  private static RdbContent.Value value(String type, @Nullable Object value) {
    return switch (type) {
      case "string" -> new RdbContent.Text(text(value));
      case "list" -> new RdbContent.Elements(texts(value));
      case "set" -> new RdbContent.Members(texts(value));
      case "zset" ->
          new RdbContent.Ranking(
              list(value).stream()
                  .map(CorpusJson::list)
                  .map(
                      pair ->
                          new RdbContent.Scored(
                              text(pair.get(0)), ServerContent.score((String) pair.get(1))))
                  .toList());
      case "hash" ->
          new RdbContent.Fields(
              list(value).stream()
                  .map(CorpusJson::list)
                  .map(
                      field ->
                          new RdbContent.Field(
                              text(field.get(0)),
                              text(field.get(1)),
                              field.size() < 3 || field.get(2) == null ? -1 : number(field.get(2))))
                  .toList());
      case "stream" -> stream((Map<?, ?>) value);
      default -> new RdbContent.Opaque();
    };
  }

  /** The one rule there is: fields count up, values are the last two digits. */
  private static RdbContent.Fields byRule(Map<?, ?> rule) {
    if (!rule.get("rule").toString().endsWith("value = decimal(i mod 100)")) {
      throw new IllegalArgumentException("an unknown rule: " + rule);
    }
    List<RdbContent.Field> fields = new ArrayList<>();
    for (long i = 0; i < number(rule.get("count")); i++) {
      fields.add(new RdbContent.Field(Long.toString(i), Long.toString(i % 100), -1));
    }
    return new RdbContent.Fields(fields);
  }

  private static RdbContent.Stream stream(Map<?, ?> stream) {
    List<RdbContent.Entry> entries =
        list(stream.get("entries")).stream()
            .map(CorpusJson::list)
            .map(e -> new RdbContent.Entry((String) e.get(0), texts(e.get(1))))
            .toList();
    Object added = stream.get("entriesAdded");
    RdbContent.History history =
        added == null
            ? null
            : new RdbContent.History(
                (String) stream.get("maxDeletedId"),
                number(added),
                (String) stream.get("recordedFirstId"));
    return new RdbContent.Stream(
        entries,
        number(stream.get("length")),
        (String) stream.get("lastId"),
        history,
        list(stream.get("groups")).stream().map(g -> group((Map<?, ?>) g)).toList());
  }

  private static RdbContent.Group group(Map<?, ?> group) {
    Long read = null;
    if (group.containsKey("entriesRead")) {
      Object count = group.get("entriesRead");
      read = count == null ? -1L : number(count);
    }
    boolean hasTimes = group.containsKey("pel");
    List<RdbContent.Pending> pending =
        list(group.get(hasTimes ? "pel" : "pelNoTime")).stream()
            .map(CorpusJson::list)
            .map(
                p ->
                    new RdbContent.Pending(
                        (String) p.get(0),
                        text(p.get(1)),
                        hasTimes ? number(p.get(2)) : null,
                        number(p.get(hasTimes ? 3 : 2))))
            .toList();
    List<RdbContent.Consumer> consumers =
        hasTimes
            ? list(group.get("consumers")).stream().map(c -> consumer((Map<?, ?>) c)).toList()
            : list(group.get("consumerNames")).stream()
                .map(name -> new RdbContent.Consumer(text(name), null, null, null))
                .toList();
    return new RdbContent.Group(
        text(group.get("name")), (String) group.get("lastDeliveredId"), read, pending, consumers);
  }

  private static RdbContent.Consumer consumer(Map<?, ?> consumer) {
    Object active = consumer.get("activeTimeMs");
    return new RdbContent.Consumer(
        text(consumer.get("name")),
        number(consumer.get("seenTimeMs")),
        active == null ? null : number(active),
        list(consumer.get("pel")).stream().map(p -> (String) list(p).get(0)).toList());
  }

  private static List<String> texts(@Nullable Object value) {
    return list(value).stream().map(CorpusJson::text).toList();
  }

  /** The escaped text of a byte string in one of its three forms. */
  private static String text(@Nullable Object value) {
    String text = (String) value;
    if (text == null) {
      throw new IllegalArgumentException("expected a byte string, found none");
    }
    if (text.startsWith("b64:")) {
      return RdbContent.text(Base64.getDecoder().decode(text.substring(4)));
    }
    if (text.startsWith("zb64:")) {
      byte[] packed = Base64.getDecoder().decode(text.substring(5));
      try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
        return RdbContent.text(in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text;
  }

  static long number(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("expected a number, found " + value);
  }

  private static List<?> list(@Nullable Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  private static @Nullable Object parsed(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, parsed(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(parsed(parser));
        }
        yield array;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_STRING -> parser.getText();
      default -> null;
    };
  }
}
