package org.aofkit.compact;

import java.io.IOException;
import java.util.Map;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.Database;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.KeyspaceLoader;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.keyspace.commands.Outcome;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.server.Server;

/** Carries out the few commands that the value of a key comes from. For one thread. */
final class Replay {
  /** Bytes that an element takes besides its own. */
  private static final long WORD_COST = 96;

  /** Of what values may take, what must be left when they are looked at. */
  private static final int LEAST_LEFT = 4;

  /** How much larger a collection is in memory than packed in a record. */
  private static final long RECORD_FACTOR = 16;

  /** Most records are short, and each is read by itself. */
  private static final RdbOptions RECORD = new RdbOptions(1 << 14, true);

  private final Images images;
  private final Chains chains;
  private final PlaceReader reader;
  private final Effects effects;
  private final RefusedCommands refused;
  private final Keyspace keyspace;
  private final Interpreter interpreter;
  private long most = Long.MAX_VALUE;
  private long cost;

  Replay(LogIndex index, PlaceReader reader, Server server, int databases) {
    this.images = index.images();
    this.chains = index.chains();
    this.effects = index.effects();
    this.reader = reader;
    this.refused = index.refused();
    this.keyspace = new Keyspace(server, databases);
    this.interpreter = new Interpreter(keyspace);
  }

  /** What came of it. */
  Keyspace keyspace() {
    return keyspace;
  }

  /** Forgets all that was carried out. */
  void clear() {
    keyspace.clear();
    cost = 0;
  }

  /** Lets what is carried out take so many bytes, more or less; without end at first. */
  void most(long bytes) {
    most = bytes;
  }

  /**
   * Notes that something will take so many bytes. Commands may write over what those in front
   * wrote, and most of their words are forgotten at once: when the sum reaches its bound the values
   * themselves are looked at. That is done again after as many bytes as are left then, which must
   * not be few.
   */
  private void charge(long bytes) throws ValueTooLargeException {
    cost += bytes;
    if (cost > most) {
      cost = bytes + taken();
      if (cost > most - most / LEAST_LEFT) {
        throw new ValueTooLargeException();
      }
    }
  }

  /** The bytes that the values take. */
  private long taken() {
    long sum = 0;
    for (Database database : keyspace.databases().values()) {
      for (Map.Entry<ByteString, StoredKey> key : database.keys().entrySet()) {
        sum += 2 * WORD_COST + key.getKey().bytes().length + key.getValue().value().memory();
      }
    }
    return sum;
  }

  /**
   * Carries out all that a head without ties reaches.
   *
   * @return whether all of it is modelled
   * @throws ValueTooLargeException if it would take too much memory
   */
  boolean chain(int database, long head) throws IOException {
    int count = length(head);
    if ((long) Long.BYTES * count > most) {
      throw new ValueTooLargeException();
    }
    long[] places = new long[count];
    long at = head;
    for (int i = 0; i < count; i++) {
      places[i] = chains.place(at);
      at = chains.before(at);
    }
    boolean isModelled = first(database, at);
    for (int i = count - 1; i >= 0 && isModelled; i--) {
      isModelled = command(database, places[i]);
    }
    return isModelled;
  }

  /** How many commands stand behind the first one. */
  private int length(long head) {
    int count = 0;
    for (long at = head; Head.isNode(at); at = chains.before(at)) {
      count++;
    }
    return count;
  }

  /**
   * Carries out a group.
   *
   * @return whether all of it is modelled
   * @throws ValueTooLargeException if it would take too much memory
   */
  boolean group(TiedGroups.Group group) throws IOException {
    for (Step step : group.steps()) {
      if (!step(step)) {
        return false;
      }
    }
    return true;
  }

  private boolean step(Step step) throws IOException {
    long head = step.head();
    if (Head.isNode(head)) {
      return command(step.database(), step.place());
    }
    if (Head.isPlace(head)) {
      if (!Head.isPair(head) && images.record(step.place(), step.database()) == null) {
        byte[][] words = words(step.place());
        remove(step.database(), words[effects.firstKey(words)]);
        return apply(step.database(), step.place(), words);
      }
      return first(step.database(), head);
    }
    byte[][] words = words(step.place());
    for (int i = 0; i < chains.tieCount(head); i++) {
      if (chains.tieBefore(head, i) == Head.NONE) {
        remove(chains.tieKeyDatabase(head, i), words[chains.tieWord(head, i)]);
      }
    }
    TieWords.renumber(chains, head, words, table -> table);
    return apply(step.database(), step.place(), words);
  }

  private void remove(int database, byte[] name) {
    keyspace.database(database).remove(ByteString.of(name));
  }

  /** Carries out what stands at a place alone: a command, a pair or a record. */
  boolean first(int database, long head) throws IOException {
    long place = Head.number(head);
    if (Head.isPair(head)) {
      charge(reader.pairLength(place));
      return apply(database, place, reader.pair(place));
    }
    RdbBoundary record = images.record(place, database);
    if (record == null) {
      return command(database, place);
    }
    charge(RECORD_FACTOR * images.large(place));
    ByteSource source = reader.source(place);
    RdbReader.readStretch(
        source,
        record,
        RecordFront.end(source, record.offset()) + 1,
        RECORD,
        RdbDepth.STEP,
        new KeyspaceLoader(keyspace, source));
    return true;
  }

  /** Carries out the command at a place. */
  boolean command(int database, long place) throws IOException {
    return apply(database, place, words(place));
  }

  /** Carries out a command that is at hand. */
  boolean command(int database, long place, byte[] bytes, CommandBytes command) throws IOException {
    long length = command.end() - command.offset(0);
    charge(length + WORD_COST * command.count());
    byte[][] words = command.words(bytes);
    return apply(database, place, words);
  }

  private byte[][] words(long place) throws IOException {
    charge(reader.cost(place, WORD_COST));
    return reader.words(place);
  }

  private boolean apply(int database, long place, byte[][] words) {
    Outcome outcome = interpreter.apply(database, words);
    if (outcome.kind() == Outcome.Kind.REFUSED) {
      refused.add(place, words[0], outcome.detail());
    }
    return outcome.kind() != Outcome.Kind.NOT_MODELLED;
  }
}
