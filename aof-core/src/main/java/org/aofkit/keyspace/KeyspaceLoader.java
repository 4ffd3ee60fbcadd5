package org.aofkit.keyspace;

import java.io.IOException;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbKeyHeader;

/**
 * Loads an RDB image into a data set, as a server does with a base: keys that are past their
 * deadline stay. To be handed to {@link org.aofkit.rdb.RdbReader}, whose findings say whether what
 * was loaded is all, and right: a key is loaded when its record was passed.
 *
 * <p>Empty collections are left out, as servers leave them out. What modules store beside the keys
 * is not kept.
 */
public final class KeyspaceLoader extends ValueReader {
  private final Keyspace keyspace;
  private ByteString name = ByteString.of(new byte[0]);

  /**
   * Loads into a data set.
   *
   * @param source the one that is read; borrowed
   */
  public KeyspaceLoader(Keyspace keyspace, ByteSource source) {
    super(source);
    this.keyspace = keyspace;
  }

  @Override
  public void function(RdbBytes source) throws IOException {
    keyspace.libraries().put(bytes(source));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException also if the data set has no database of that number
   */
  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    if (key.database() < 0 || key.database() >= keyspace.databaseCount()) {
      throw new IOException(
          "database " + Long.toUnsignedString(key.database()) + " of " + keyspace.databaseCount());
    }
    name = ByteString.of(bytes(key.name()));
    begin(key);
    return true;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    Value value = built();
    if (value != null) {
      keyspace.database((int) key.database()).put(name, new StoredKey(value, key.deadline()));
    }
  }
}
