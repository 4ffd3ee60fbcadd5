package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aofkit.keyspace.value.ByteString;

/**
 * The commands that are carried as they are, since what they do is not modelled, with all that they
 * are tied to. They are loaded behind the new base, in their old order.
 *
 * <p>What made a key go away was forgotten, be it a DEL or a command that wrote the key whole. So
 * that a key begins its next life with nothing, a DEL is put in front of it; and one at the end for
 * a key that is no more. Safe for use by several threads while commands are added.
 */
final class Residual {
  private static final int LONG = 1 << 20;

  /** A key of a database. */
  private record Key(int database, ByteString name) {}

  private final LogIndex index;
  private final Map<Long, Step> steps = new HashMap<>();
  private final Set<Long> libraryPlaces = new HashSet<>();
  private long commands;

  Residual(LogIndex index) {
    this.index = index;
  }

  /** How many commands are carried. */
  long commands() {
    return commands;
  }

  /** Carries a key that no command ties to others. */
  synchronized void chain(int database, long head) {
    long at = head;
    while (Head.isNode(at)) {
      steps.put(at, new Step(index.chains().place(at), database, at));
      at = index.chains().before(at);
    }
    steps.put(at, new Step(Head.number(at), database, at));
  }

  /** Carries the commands about function libraries at these places. */
  synchronized void libraries(List<Long> places) {
    for (long place : places) {
      steps.put(Head.place(place), new Step(place, 0, Head.place(place)));
      libraryPlaces.add(place);
    }
  }

  /** Carries a group, and the keys that it names and that are something else by now. */
  synchronized void group(TiedGroups.Group group) {
    Chains chains = index.chains();
    for (Step step : group.steps()) {
      steps.put(step.head(), step);
      if (!Head.isTie(step.head())) {
        continue;
      }
      for (int i = 0; i < chains.tieCount(step.head()); i++) {
        int database = chains.tieKeyDatabase(step.head(), i);
        KeyTable keys = index.tables().get(database);
        long first = chains.tieFirst(step.head(), i);
        long second = chains.tieSecond(step.head(), i);
        long now = keys.head(first, second);
        if (now != Head.NONE && now != Head.CARRIED) {
          if (!Head.isTied(now)) {
            chain(database, now);
          }
          keys.set(keys.slot(first, second), Head.CARRIED);
        }
      }
    }
  }

  /** The records of base images that carried commands begin with, in their order. */
  List<Step> records() {
    List<Step> records = new ArrayList<>();
    for (Step step : sorted()) {
      if (isRecord(step)) {
        records.add(step);
      }
    }
    return records;
  }

  private boolean isRecord(Step step) {
    return Head.isPlace(step.head())
        && !Head.isPair(step.head())
        && index.images().record(step.place(), step.database()) != null;
  }

  private List<Step> sorted() {
    List<Step> sorted = new ArrayList<>(steps.values());
    sorted.sort(null);
    return sorted;
  }

  /**
   * Writes the commands.
   *
   * @param recordNames the names of {@link #records()}, which are in the base
   */
  void write(WritableByteChannel channel, PlaceReader reader, List<byte[]> recordNames)
      throws IOException {
    var out = new LogOutput(channel);
    Set<Key> seen = new HashSet<>();
    Set<Key> last = new HashSet<>();
    int record = 0;
    for (Step step : sorted()) {
      if (isRecord(step)) {
        seen.add(new Key(step.database(), ByteString.of(recordNames.get(record))));
        record++;
        continue;
      }
      if (isLong(step, reader)) {
        byte[] name = reader.word(step.place(), index.effects());
        key(step, name, seen, last, out);
        out.command(index.number(step.database()), reader, step.place());
        commands++;
        continue;
      }
      byte[][] words =
          Head.isPair(step.head()) && Head.isPlace(step.head())
              ? reader.pair(step.place())
              : reader.words(step.place());
      if (libraryPlaces.contains(step.place())) {
        out.command(words);
      } else {
        keys(step, words, seen, last, out);
        TieWords.renumber(index.chains(), step.head(), words, index::number);
        out.command(index.number(step.database()), words);
      }
      commands++;
    }
    for (Key key : last) {
      long now = index.head(key.database, key.name.bytes());
      if (now == Head.NONE) {
        out.delete(index.number(key.database), key.name.bytes());
      }
    }
    out.flush();
  }

  /** Whether a command about one key is so long that it is copied piece by piece. */
  private boolean isLong(Step step, PlaceReader reader) throws IOException {
    boolean isPair = Head.isPlace(step.head()) && Head.isPair(step.head());
    return !isPair
        && !Head.isTie(step.head())
        && !libraryPlaces.contains(step.place())
        && reader.length(step.place()) > LONG;
  }

  private void key(Step step, byte[] name, Set<Key> seen, Set<Key> last, LogOutput out)
      throws IOException {
    var key = new Key(step.database(), ByteString.of(name));
    if (!seen.add(key) && Head.isPlace(step.head())) {
      out.delete(index.number(key.database), key.name.bytes());
    }
    last.add(key);
  }

  private void keys(Step step, byte[][] words, Set<Key> seen, Set<Key> last, LogOutput out)
      throws IOException {
    long head = step.head();
    if (!Head.isTie(head)) {
      key(step, words[index.effects().firstKey(words)], seen, last, out);
      return;
    }
    Chains chains = index.chains();
    for (int i = 0; i < chains.tieCount(head); i++) {
      var name = ByteString.of(words[chains.tieWord(head, i)]);
      var key = new Key(chains.tieKeyDatabase(head, i), name);
      if (!seen.add(key) && chains.tieBefore(head, i) == Head.NONE) {
        out.delete(index.number(key.database), key.name.bytes());
      }
      last.add(key);
    }
  }
}
