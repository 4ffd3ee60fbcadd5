package org.aofkit.keyspace.commands;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.HashValue;
import org.aofkit.keyspace.value.ListValue;
import org.aofkit.keyspace.value.SetValue;
import org.aofkit.keyspace.value.SortedSetValue;
import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.server.Server;

/** Commands on a data set of a server, at a time that stands still. */
final class Played {
  static final long NOW = 1_700_000_000_000L;

  private final Keyspace keyspace;
  private final Interpreter interpreter;

  Played(Server server) {
    keyspace = new Keyspace(server, 16, InstantSource.fixed(Instant.ofEpochMilli(NOW)));
    interpreter = new Interpreter(keyspace);
  }

  /** Carries out commands whose words stand between blanks, and returns what came of the last. */
  Outcome run(String... commands) {
    Outcome outcome = Outcome.UNCHANGED;
    for (String command : commands) {
      byte[][] words =
          Arrays.stream(command.split(" ", -1))
              .map(word -> word.getBytes(ISO_8859_1))
              .toArray(byte[][]::new);
      outcome = interpreter.apply(0, words);
    }
    return outcome;
  }

  /** What came of the last of some commands. */
  Outcome.Kind kind(String... commands) {
    return run(commands).kind();
  }

  boolean has(String key) {
    return keyspace.database(0).get(ByteString.of(key)) != null;
  }

  List<String> list(String key) {
    var list = (ListValue) stored(key).value();
    return IntStream.range(0, list.size()).mapToObj(i -> text(list.get(i))).toList();
  }

  List<String> set(String key) {
    var set = (SetValue) stored(key).value();
    return IntStream.range(0, set.size()).mapToObj(i -> text(set.member(i))).sorted().toList();
  }

  Map<String, Double> scores(String key) {
    var set = (SortedSetValue) stored(key).value();
    var scores = new TreeMap<String, Double>();
    for (int i = 0; i < set.size(); i++) {
      scores.put(text(set.member(i)), set.score(i));
    }
    return scores;
  }

  /** Fields with values, and behind an @ the deadline if there is one. */
  Map<String, String> hash(String key) {
    var hash = (HashValue) stored(key).value();
    var fields = new TreeMap<String, String>();
    for (int i = 0; i < hash.size(); i++) {
      String deadline = hash.deadline(i) == HashValue.NEVER ? "" : "@" + hash.deadline(i);
      fields.put(text(hash.field(i)), text(hash.value(i)) + deadline);
    }
    return fields;
  }

  StreamValue stream(String key) {
    return (StreamValue) stored(key).value();
  }

  private StoredKey stored(String key) {
    StoredKey stored = keyspace.database(0).get(ByteString.of(key));
    if (stored == null) {
      throw new IllegalStateException("no key " + key);
    }
    return stored;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
