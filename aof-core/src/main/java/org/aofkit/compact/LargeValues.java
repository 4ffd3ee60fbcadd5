package org.aofkit.compact;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.server.Server;

/**
 * Writes large values one at a time: those that one command says from the file, others by carrying
 * out their commands. What would take too much memory even so is carried.
 */
final class LargeValues implements Closeable {
  private final PlaceReader reader;
  private final Replay replay;
  private final Residual residual;
  private final LogIndex index;
  private final Fitting fitting;
  private final Carriable carriable;

  /**
   * A writer of large values.
   *
   * @param most bytes that a value may take in memory
   */
  LargeValues(
      LogIndex index,
      Places places,
      Server server,
      Fitting fitting,
      int databases,
      long most,
      Residual residual) {
    this.index = index;
    this.fitting = fitting;
    this.reader = new PlaceReader(places);
    this.replay = new Replay(index, reader, server, databases);
    this.residual = residual;
    this.carriable = new Carriable(index, reader, fitting);
    replay.most(most);
  }

  /** Writes the key of a head, in the database that was selected. */
  void write(int table, long head, BaseOutput out) throws IOException {
    if (Head.isPlace(head)) {
      StringPlace value = reader.string(Head.number(head), Head.isPair(head));
      if (value != null) {
        if (fitting.keeps(value.expireAtMs())) {
          out.string(value);
        }
        return;
      }
    }
    try {
      if (replay.chain(table, head)) {
        for (Map.Entry<ByteString, StoredKey> key :
            replay.keyspace().database(table).keys().entrySet()) {
          byte[] name = key.getKey().bytes();
          StoredKey stored =
              fitting.fit(index.number(table), name, key.getValue(), false, index.place(head));
          if (stored != null) {
            out.key(name, stored);
          }
        }
      } else {
        carry(table, head);
      }
    } catch (ValueTooLargeException e) {
      carry(table, head);
    }
    replay.clear();
  }

  private void carry(int table, long head) throws IOException {
    if (carriable.takes(table, head)) {
      residual.chain(table, head);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
