package org.aofkit.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aofkit.lua.LuaSyntax;
import org.aofkit.server.Server;
import org.aofkit.server.ServerWords;
import org.jspecify.annotations.Nullable;

/** The function libraries of a data set, by name. Not safe for use by several threads. */
public final class Libraries {
  private static final String NAME = "name=";
  private static final String CALL =
      "[.]register_function\\s*(?:[(]\\s*(['\"])(\\w+)\\1|[({]?\\s*[{]?[^()]{0,500}?"
          + "function_name\\s*=\\s*(['\"])(\\w+)\\3)";
  private static final Pattern REGISTER = Pattern.compile("register_function");
  private static final Pattern OF_REDIS = Pattern.compile("\\bredis" + CALL);
  private static final Pattern OF_VALKEY = Pattern.compile("\\b(?:redis|server)" + CALL);

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
    Library library = read(source);
    put(library == null ? new Library("", source, Set.of(), false) : library);
  }

  /** Takes a library away, and returns it; null if there is none of that name. */
  public @Nullable Library remove(String name) {
    return byName.isEmpty() ? null : byName.remove(name);
  }

  /** Takes all libraries away. */
  public void clear() {
    byName = Map.of();
  }

  /**
   * What a source tells without being run.
   *
   * @param source kept in what is returned, and not to be changed any more
   * @return null if the server does not take it: its first line is wrong, or it does not compile
   */
  public @Nullable Library read(byte[] source) {
    int lineEnd = lineEnd(source);
    String name = name(source, lineEnd);
    if (name == null || LuaSyntax.check(source, lineEnd, source.length, server) != null) {
      return null;
    }
    String code = new String(source, StandardCharsets.ISO_8859_1);
    Matcher registration = (server.isValkey() ? OF_VALKEY : OF_REDIS).matcher(code);
    var functions = new TreeSet<String>();
    while (registration.find()) {
      functions.add(registration.group(registration.group(2) == null ? 4 : 2));
    }
    long mentions = REGISTER.matcher(code).results().count();
    return new Library(name, source, functions, mentions > 0 && mentions == functions.size());
  }

  private static int lineEnd(byte[] source) {
    int end = 0;
    while (end < source.length && source[end] != '\n') {
      end++;
    }
    return end;
  }

  private @Nullable String name(byte[] source, int end) {
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
}
