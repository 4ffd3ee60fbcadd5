package org.aofkit.fuzz.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.keyspace.commands.Outcome;

/** Carries out commands, and counts what came of them. */
public final class Tallied {
  private final Interpreter interpreter;
  private final Map<Outcome.Kind, Long> counts = new EnumMap<>(Outcome.Kind.class);
  private final SortedMap<String, Long> notModelled = new TreeMap<>();

  /** Carries them out by an interpreter. */
  public Tallied(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** Carries a command out. */
  public Outcome apply(int database, byte[]... words) {
    Outcome outcome = interpreter.apply(database, words);
    counts.merge(outcome.kind(), 1L, Long::sum);
    if (outcome.kind() == Outcome.Kind.NOT_MODELLED) {
      String name = new String(words[0], StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
      notModelled.merge(name + ": " + outcome.detail(), 1L, Long::sum);
    }
    return outcome;
  }

  /** How many of a kind there were. */
  public long count(Outcome.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** The commands that are not modelled and why, with their numbers. */
  public SortedMap<String, Long> notModelled() {
    return notModelled;
  }
}
