package org.aofkit.keyspace;

import java.io.IOException;
import java.util.Map;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbWriter;

/** Writes a data set into an RDB image. */
public final class KeyspaceWriter {
  private KeyspaceWriter() {}

  /**
   * Writes all libraries and all keys; the caller begins the image, and ends it.
   *
   * @param keyspace not to be changed meanwhile
   * @throws org.aofkit.rdb.write.CannotExpressException if the writer's target cannot express
   *     something that may not be lost
   */
  public static void write(Keyspace keyspace, RdbWriter writer) throws IOException {
    for (Library library : keyspace.libraries().all()) {
      writer.function(library.source());
    }
    for (Map.Entry<Integer, Database> entry : keyspace.databases().entrySet()) {
      Map<ByteString, StoredKey> keys = entry.getValue().keys();
      if (keys.isEmpty()) {
        continue;
      }
      long withDeadline = keys.values().stream().filter(StoredKey::hasDeadline).count();
      writer.database(entry.getKey(), keys.size(), withDeadline);
      for (Map.Entry<ByteString, StoredKey> key : keys.entrySet()) {
        StoredKey stored = key.getValue();
        writer.key(KeyHead.of(key.getKey().bytes(), stored.expireAtMs()), stored.value().toRdb());
      }
    }
  }
}
