package org.aofkit.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aofkit.server.Server;
import org.aofkit.server.ServerWords;
import org.jspecify.annotations.Nullable;

/** The function libraries of a data set, by name. Not safe for use by several threads. */
public final class Libraries {
  private static final String NAME = "name=";

  private final Server server;
  private Map<String, Library> byName = Map.of();

  Libraries(Server server) {
    this.server = server;
  }

  /** All libraries, in the order they came. */
  public Collection<Library> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** The library of a name; null if there is none. */
  public @Nullable Library get(String name) {
    return byName.get(name);
  }

  /** Puts a library there, instead of one of the same name. */
  public void put(Library library) {
    if (byName.isEmpty()) {
      byName = new LinkedHashMap<>();
    }
    byName.put(library.name(), library);
  }

  /** Puts a library there whose source was taken by a server. */
  void put(byte[] source) {
    String name = nameOf(source);
    put(new Library(name == null ? "" : name, source, Set.of()));
  }

  /** Takes a library away, and returns it; null if there is none of that name. */
  public @Nullable Library remove(String name) {
    return byName.isEmpty() ? null : byName.remove(name);
  }

  /** Takes all libraries away. */
  public void clear() {
    byName = Map.of();
  }

  /** The name in the first line of a source; null if the line is not as it must be. */
  public @Nullable String nameOf(byte[] source) {
    int end = 0;
    while (end < source.length && source[end] != '\n') {
      end++;
    }
    if (end == source.length || end < 2 || source[0] != '#' || source[1] != '!') {
      return null;
    }
    ServerWords.Split split = ServerWords.split(source, 0, end, server);
    List<String> words = split.words();
    if (split.fault() != null
        || words.size() != 2
        || !words.get(0).equalsIgnoreCase("#!lua")
        || !words.get(1).toLowerCase(Locale.ROOT).startsWith(NAME)) {
      return null;
    }
    String name = words.get(1).substring(NAME.length());
    return name.matches("[A-Za-z0-9_]+") ? name : null;
  }

  /** A name as bytes give it, one character a byte. */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
