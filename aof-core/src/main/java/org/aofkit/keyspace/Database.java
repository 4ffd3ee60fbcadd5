package org.aofkit.keyspace;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.aofkit.keyspace.value.ByteString;
import org.jspecify.annotations.Nullable;

/** The keys of one database. Not safe for use by several threads. */
public final class Database {
  private final Map<ByteString, StoredKey> keys = new HashMap<>();

  Database() {}

  /** What is stored under a name; null if there is no such key. */
  public @Nullable StoredKey get(ByteString name) {
    return keys.get(name);
  }

  /** Stores under a name what is given, instead of what may be there. */
  public void put(ByteString name, StoredKey key) {
    keys.put(name, key);
  }

  /** Takes a key away, and returns what was stored; null if there is no such key. */
  public @Nullable StoredKey remove(ByteString name) {
    return keys.remove(name);
  }

  /** Takes all keys away. */
  public void clear() {
    keys.clear();
  }

  /** A view of all keys, in no order. */
  public Map<ByteString, StoredKey> keys() {
    return Collections.unmodifiableMap(keys);
  }
}
