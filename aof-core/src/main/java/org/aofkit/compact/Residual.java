package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private static final int MIB = 20;

  /** What is kept in mind of a key takes that much, and its name. */
  private static final long KEY_BYTES = 240;

  /** A key of a database. */
  private record Key(int database, ByteString name) {}

  private static final byte[] MSET = "MSET".getBytes(StandardCharsets.US_ASCII);

  private final LogIndex index;
  private final Fitting fitting;
  private final Steps steps;
  private final Set<Long> libraryPlaces = new HashSet<>();
  private final Room room;
  private long commands;

  /**
   * For one index; commands are carried as they fit.
   *
   * @param most bytes that may be kept in mind of commands that are carried
   */
  Residual(LogIndex index, Fitting fitting, long most) {
    this.index = index;
    this.fitting = fitting;
    this.room = new Room(most);
    this.steps = new Steps(room);
  }

  private void add(Step step) throws CannotCompactException {
    try {
      steps.add(step);
    } catch (IndexFullException e) {
      throw tooMany(e);
    }
  }

  private CannotCompactException tooMany(IndexFullException full) {
    return new CannotCompactException(
        "more than "
            + steps.added()
            + " commands to be carried as they are, 24 bytes each, and the names of their keys: there"
            + " are "
            + (full.most() >> MIB)
            + " MiB for that; give Java a larger heap");
  }

  /** How many commands are carried. */
  long commands() {
    return commands;
  }

  /** Carries a key that no command ties to others. */
  synchronized void chain(int database, long head) throws CannotCompactException {
    long at = head;
    while (Head.isNode(at)) {
      add(new Step(index.chains().place(at), database, at));
      at = index.chains().before(at);
    }
    add(new Step(Head.number(at), database, at));
  }

  /** Carries the commands about function libraries at these places. */
  synchronized void libraries(List<Long> places) throws CannotCompactException {
    for (long place : places) {
      add(new Step(place, 0, Head.place(place)));
      libraryPlaces.add(place);
    }
  }

  /** Carries a group, and the keys that it names and that are something else by now. */
  synchronized void group(TiedGroups.Group group) throws CannotCompactException {
    Chains chains = index.chains();
    for (Step step : group.steps()) {
      add(step);
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
    for (long i = steps.first(0); i < steps.added(); i = steps.behind(i)) {
      Step step = steps.get(i);
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
    for (long i = steps.first(0); i < steps.added(); i = steps.behind(i)) {
      Step step = steps.get(i);
      if (isRecord(step)) {
        note(new Key(step.database(), ByteString.of(recordNames.get(record))), seen);
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
        out.command(fitting.carried(words));
      } else {
        keys(step, words, seen, last, out);
        TieWords.renumber(index.chains(), step.head(), words, index::number);
        out.command(index.number(step.database()), fitting.carried(words));
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
    return !fitting.isForeign()
        && !isPair
        && !Head.isTie(step.head())
        && !libraryPlaces.contains(step.place())
        && reader.length(step.place()) > LONG;
  }

  /** Whether it is new. */
  private boolean note(Key key, Set<Key> seen) throws CannotCompactException {
    if (!seen.add(key)) {
      return false;
    }
    try {
      room.take(KEY_BYTES + key.name.bytes().length);
    } catch (IndexFullException e) {
      throw tooMany(e);
    }
    return true;
  }

  private void key(Step step, byte[] name, Set<Key> seen, Set<Key> last, LogOutput out)
      throws IOException {
    var key = new Key(step.database(), ByteString.of(name));
    if (!note(key, seen) && Head.isPlace(step.head())) {
      out.delete(index.number(key.database), key.name.bytes());
    }
    last.add(key);
  }

  /** Tells the first commands, up to as many as such a list holds. */
  void tell(Places places, PlaceReader reader, List<CarriedException.Carried> first)
      throws IOException {
    for (long i = steps.first(0); i < steps.added(); i = steps.behind(i)) {
      Step step = steps.get(i);
      if (first.size() >= CarriedException.MOST_KEPT) {
        return;
      }
      if (!isRecord(step)) {
        boolean isPair = Head.isPlace(step.head()) && Head.isPair(step.head());
        byte[] name = isPair ? MSET : reader.words(step.place())[0];
        int file = places.file(step.place());
        first.add(
            new CarriedException.Carried(
                places.files().get(file).name().toString(),
                step.place() - places.start(file),
                new String(name, StandardCharsets.ISO_8859_1)));
      }
    }
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
      if (!note(key, seen) && chains.tieBefore(head, i) == Head.NONE) {
        out.delete(index.number(key.database), key.name.bytes());
      }
      last.add(key);
    }
  }
}
