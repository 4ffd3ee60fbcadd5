package org.aofkit.compact;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Map;
import org.aofkit.command.CommandTable;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.resp.RespScanner;
import org.aofkit.server.Server;

/** Makes the records of keys from their heads. For one thread; several work side by side. */
final class KeyRecords implements Closeable {
  private static final int SET_WORDS = 3;

  private final PlaceReader reader;
  private final Replay replay;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();
  private final RdbWriter writer;
  private final CommandTable table = CommandTable.standard();
  private final int set = table.find("set");
  private byte[] value = new byte[1 << 12];

  KeyRecords(LogIndex index, PlaceReader reader, Server server, RdbTarget target, int databases) {
    this.reader = reader;
    this.replay = new Replay(index, reader, server, databases);
    this.writer = RdbWriter.ofRecords(Channels.newChannel(made), target, RdbWriterOptions.DEFAULT);
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
    byte[] bytes = value;
    writer.key(KeyHead.of(name), new RdbValue.Text(sink -> sink.bytes(bytes, 0, length)));
    return true;
  }

  private void replayed(int database, long head, Residual residual) throws IOException {
    if (replay.chain(database, head)) {
      for (Map.Entry<ByteString, StoredKey> key :
          replay.keyspace().database(database).keys().entrySet()) {
        StoredKey stored = key.getValue();
        writer.key(KeyHead.of(key.getKey().bytes(), stored.expireAtMs()), stored.value().toRdb());
      }
    } else {
      residual.chain(database, head);
    }
    replay.clear();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
