package org.aofkit.compact;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;

/**
 * Writes large values one at a time: those that one command says from the file, others by carrying
 * out their commands. What would take too much memory even so is carried.
 */
final class LargeValues implements Closeable {
  private final PlaceReader reader;
  private final Replay replay;
  private final Residual residual;

  /**
   * A writer of large values.
   *
   * @param most bytes that a value may take in memory
   */
  LargeValues(
      LogIndex index, Places places, Server server, int databases, long most, Residual residual) {
    this.reader = new PlaceReader(places);
    this.replay = new Replay(index, reader, server, databases);
    this.residual = residual;
    replay.most(most);
  }

  /** Writes the key of a head, in the database that was selected. */
  void write(int table, long head, RdbWriter out) throws IOException {
    if (Head.isPlace(head)) {
      StringPlace value = reader.string(Head.number(head), Head.isPair(head));
      if (value != null) {
        out.key(
            KeyHead.of(value.name(), value.expireAtMs()),
            new RdbValue.Text(sink -> sink.content(value)));
        return;
      }
    }
    try {
      if (replay.chain(table, head)) {
        for (Map.Entry<ByteString, StoredKey> key :
            replay.keyspace().database(table).keys().entrySet()) {
          StoredKey stored = key.getValue();
          out.key(KeyHead.of(key.getKey().bytes(), stored.expireAtMs()), stored.value().toRdb());
        }
      } else {
        residual.chain(table, head);
      }
    } catch (ValueTooLargeException e) {
      residual.chain(table, head);
    }
    replay.clear();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
