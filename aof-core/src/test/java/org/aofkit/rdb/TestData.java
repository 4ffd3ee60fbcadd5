package org.aofkit.rdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds and reads the files in the folder {@code testdata} of the project. */
final class TestData {
  private TestData() {}

  static Path folder(String name) {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.isDirectory(at.resolve("testdata"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException("no folder testdata above " + Path.of("").toAbsolutePath());
    }
    return at.resolve("testdata").resolve(name);
  }

  /** All files below a folder whose names end so, in order. */
  static List<Path> files(String folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder(folder))) {
      return all.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** A JSON object as nested maps, lists, strings, longs, doubles, booleans and nulls. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> json(Path file) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
      parser.nextToken();
      return (Map<String, Object>) value(parser);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
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
