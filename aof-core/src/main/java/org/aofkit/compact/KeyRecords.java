package org.aofkit.compact;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.server.Server;

/** Makes the records of keys from their heads. For one thread; several work side by side. */
final class KeyRecords implements Closeable {
  private static final int LEAST_ENOUGH = 256 << 10;
  private static final int MOST_ENOUGH = 8 << 20;

  private final LogIndex index;
  private final PlaceReader reader;
  private final Gather gather;
  private final Replay replay;
  private final MadeBytes.Switch into = new MadeBytes.Switch();
  private final BaseOutput writer;
  private final Fitting fitting;
  private final Carriable carriable;
  private final CommandBytes command = new CommandBytes();
  private final List<Long> large = new ArrayList<>();

  /** When so many bytes were made, the rest waits. */
  private final int enough;

  private final Maker plain = (database, head, number, residual) -> plain(head);
  private final Maker single =
      (database, head, number, residual) -> single(database, head, residual);
  private final Maker farAway = this::farAway;
  private final Maker replayed = this::replayed;

  private int[] numbers = new int[1 << 10];

  /** Of the plain SET that was looked at last. */
  private long deadline;

  /**
   * What was made.
   *
   * @param bytes the records
   * @param end behind the last head that was looked at
   * @param keys how many there are
   * @param withDeadline how many of these expire
   * @param large heads of values that are too large to be made here
   */
  record Made(MadeBytes bytes, int end, long keys, long withDeadline, List<Long> large) {}

  /**
   * A maker.
   *
   * @param most bytes that a value may take in memory; larger ones are left to others
   */
  KeyRecords(
      LogIndex index,
      Places places,
      Server server,
      Fitting fitting,
      BaseOutput out,
      int databases,
      long most) {
    this.index = index;
    this.reader = new PlaceReader(places);
    this.enough = (int) Math.max(LEAST_ENOUGH, Math.min(MOST_ENOUGH, most / 2));
    this.gather = new Gather(places, reader, 2 * enough);
    this.replay = new Replay(index, reader, server, databases);
    this.writer = out.part(into);
    this.fitting = fitting;
    this.carriable = new Carriable(index, reader, fitting);
    replay.most(most);
  }

  /**
   * The records of some keys of a database.
   *
   * @param heads without ties, none of them that of a record alone
   * @param residual told of heads whose commands are not all modelled
   * @param made takes the records
   */
  Made of(int database, long[] heads, int from, int to, Residual residual, MadeBytes made)
      throws IOException {
    made.reset();
    into.to(made);
    large.clear();
    long keys = writer.keys();
    long withDeadline = writer.keysWithDeadline();
    int at = from;
    while (at < to && made.size() < enough) {
      int end = gather(heads, at, to);
      for (; at < end && made.size() < enough; at++) {
        record(database, heads[at], numbers[at % numbers.length], residual);
      }
    }
    writer.flush();
    if (writer.needsSum()) {
      made.sum();
    }
    return new Made(
        made,
        at,
        writer.keys() - keys,
        writer.keysWithDeadline() - withDeadline,
        List.copyOf(large));
  }

  /** Fetches the commands of some heads; returns behind the last of these. */
  private int gather(long[] heads, int from, int to) throws IOException {
    gather.clear();
    if (numbers.length < to - from) {
      numbers = new int[Math.max(to - from, 2 * numbers.length)];
    }
    int at = from;
    while (at < to && add(heads[at], at % numbers.length, at == from)) {
      at++;
    }
    gather.read();
    return at;
  }

  /** Adds the commands of a head, if there is room for them or it is the first. */
  private boolean add(long head, int slot, boolean isFirst) {
    int most = Gather.MOST - gather.count();
    int count = 1;
    for (long at = head; Head.isNode(at) && count <= most; at = index.chains().before(at)) {
      count++;
    }
    if (count > most) {
      numbers[slot] = -1;
      return isFirst;
    }
    numbers[slot] = gather.count();
    long at = head;
    for (; Head.isNode(at); at = index.chains().before(at)) {
      gather.add(index.chains().place(at), false);
    }
    // A record is read by others.
    if (index.images().has(Head.number(at))) {
      numbers[slot] = -2 - numbers[slot];
    } else {
      gather.add(Head.number(at), Head.isPair(at));
    }
    return true;
  }

  private void record(int database, long head, int number, Residual residual) throws IOException {
    try {
      maker(head, number).make(database, head, number, residual);
    } catch (ValueTooLargeException e) {
      replay.clear();
      large.add(head);
    }
  }

  /**
   * Makes one kind of records. All are called at one place, so that the JVM compiles them one by
   * one, and not all of them together whenever one of them turns out to do something new.
   */
  @FunctionalInterface
  private interface Maker {
    void make(int database, long head, int number, Residual residual) throws IOException;
  }

  private Maker maker(long head, int number) {
    if (number < 0 || !Head.isPlace(head)) {
      return replayed;
    }
    int at = gather.offset(number);
    if (at < 0) {
      return farAway;
    }
    byte[] bytes = gather.bytes();
    if (Head.isPair(head)) {
      command.pair(bytes, at, gather.end());
      deadline = KeyHead.NONE;
      return plain;
    }
    command.command(bytes, at, gather.end());
    deadline = PlainSet.deadline(command, bytes);
    return deadline == PlainSet.NONE ? single : plain;
  }

  /** A key whose value one plain SET says, or a pair, that was looked at. */
  private void plain(long head) throws IOException {
    if (fitting.keeps(deadline)) {
      writer.string(gather.bytes(), command, Head.isPair(head) ? 0 : 1, deadline);
    }
  }

  /** One command that was not fetched. It may be a long string, which is not for here. */
  private void farAway(int database, long head, int number, Residual residual) throws IOException {
    StringPlace value = reader.string(Head.number(head), Head.isPair(head));
    if (value == null) {
      replayed(database, head, number, residual);
    } else if (value.length() > enough / 8) {
      throw new ValueTooLargeException();
    } else if (fitting.keeps(value.expireAtMs())) {
      writer.string(value);
    }
  }

  /** One command that was looked at. */
  private void single(int database, long head, Residual residual) throws IOException {
    long place = Head.number(head);
    result(database, head, replay.command(database, place, gather.bytes(), command), residual);
  }

  private void replayed(int database, long head, int number, Residual residual) throws IOException {
    boolean isModelled =
        number == -1 ? replay.chain(database, head) : chain(database, head, number);
    result(database, head, isModelled, residual);
  }

  private void result(int database, long head, boolean isModelled, Residual residual)
      throws IOException {
    if (isModelled) {
      for (Map.Entry<ByteString, StoredKey> key :
          replay.keyspace().database(database).keys().entrySet()) {
        byte[] name = key.getKey().bytes();
        StoredKey stored =
            fitting.fit(index.number(database), name, key.getValue(), false, index.place(head));
        if (stored != null) {
          writer.key(name, stored);
        }
      }
    } else if (carriable.takes(database, head)) {
      residual.chain(database, head);
    }
    replay.clear();
  }

  /** Carries out the commands that were fetched, those that were not from the files. */
  private boolean chain(int database, long head, int number) throws IOException {
    boolean hasRecord = number < 0;
    int first = hasRecord ? -2 - number : number;
    int nodes = 0;
    long[] places = new long[8];
    long at = head;
    for (; Head.isNode(at); at = index.chains().before(at)) {
      if (nodes == places.length) {
        places = Arrays.copyOf(places, 2 * nodes);
      }
      places[nodes++] = index.chains().place(at);
    }
    boolean isModelled;
    if (hasRecord || Head.isPair(at) || gather.offset(first + nodes) < 0) {
      isModelled = replay.first(database, at);
    } else {
      isModelled = fetched(database, Head.number(at), first + nodes);
    }
    for (int i = nodes - 1; i >= 0 && isModelled; i--) {
      isModelled =
          gather.offset(first + i) < 0
              ? replay.command(database, places[i])
              : fetched(database, places[i], first + i);
    }
    return isModelled;
  }

  private boolean fetched(int database, long place, int number) throws IOException {
    byte[] bytes = gather.bytes();
    command.command(bytes, gather.offset(number), gather.end());
    return replay.command(database, place, bytes, command);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
