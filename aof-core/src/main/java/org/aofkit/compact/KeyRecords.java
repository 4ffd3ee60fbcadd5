package org.aofkit.compact;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.aofkit.command.CommandTable;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.resp.RespScanner;
import org.aofkit.server.Server;

/** Makes the records of keys from their heads. For one thread; several work side by side. */
final class KeyRecords implements Closeable {
  private static final int SET_WORDS = 3;

  private final PlaceReader reader;
  private final Replay replay;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();
  private final BaseOutput writer;
  private final LogIndex index;
  private final Fitting fitting;
  private final CommandTable table = CommandTable.standard();
  private final int set = table.find("set");
  private byte[] value = new byte[1 << 12];

  KeyRecords(
      LogIndex index,
      PlaceReader reader,
      Server server,
      Fitting fitting,
      BaseOutput out,
      int databases) {
    this.index = index;
    this.reader = reader;
    this.fitting = fitting;
    this.replay = new Replay(index, reader, server, databases);
    this.writer = out.part(made);
  }

  /**
   * The records of some keys of a database.
   *
   * @param heads without ties, none of them that of a record alone
   * @param residual told of heads whose commands are not all modelled
   */
  byte[] of(int database, long[] heads, int from, int to, Residual residual) throws IOException {
    made.reset();
    for (int i = from; i < to; i++) {
      long head = heads[i];
      if (!Head.isPlace(head) || Head.isPair(head) || !string(Head.number(head))) {
        replayed(database, head, residual);
      }
    }
    writer.flush();
    return made.toByteArray();
  }

  /** A key whose value one plain SET says. */
  private boolean string(long place) throws IOException {
    RespScanner at = reader.scanner(place);
    if (at.argumentCount() != SET_WORDS
        || at.argumentLength(0) != SET_WORDS
        || table.lookup(at.headBytes(), at.headIndex(0), SET_WORDS) != set) {
      return false;
    }
    byte[] name = new byte[Math.toIntExact(at.argumentLength(1))];
    at.copyArgument(1, name);
    int length = Math.toIntExact(at.argumentLength(2));
    if (length > value.length) {
      value = new byte[Math.max(length, 2 * value.length)];
    }
    at.copyArgument(2, value);
    writer.string(name, value, length);
    return true;
  }

  private void replayed(int database, long head, Residual residual) throws IOException {
    if (replay.chain(database, head)) {
      for (Map.Entry<ByteString, StoredKey> key :
          replay.keyspace().database(database).keys().entrySet()) {
        byte[] name = key.getKey().bytes();
        StoredKey stored = fitting.fit(index.number(database), name, key.getValue(), false);
        if (stored != null) {
          writer.key(name, stored);
        }
      }
    } else if (canCarry(database, head)) {
      residual.chain(database, head);
    }
    replay.clear();
  }

  /** Whether the target takes all commands of a key; else it is told of. */
  private boolean canCarry(int database, long head) throws IOException {
    long at = head;
    while (true) {
      boolean isNode = Head.isNode(at);
      long place = isNode ? index.chains().place(at) : Head.number(at);
      boolean isCommand =
          isNode || !Head.isPair(at) && index.images().record(place, database) == null;
      byte[][] words = isCommand ? reader.words(place) : new byte[0][];
      if (isCommand && !fitting.takes(words)) {
        byte[] name = words[index.effects().firstKey(words)];
        fitting.cannotCarry(index.number(database), name, words[0]);
        return false;
      }
      if (!isNode) {
        return true;
      }
      at = index.chains().before(at);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
