package org.aofkit.keyspace;

import java.io.IOException;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.value.ModuleValue;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.jspecify.annotations.Nullable;

/** Builds the values that an RDB image tells of, one after the other. */
class ValueReader implements RdbHandler {
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final ByteSource source;
  private @Nullable Value value;

  ValueReader(ByteSource source) {
    this.source = source;
  }

  /** Forgets what was built. */
  void begin() {
    value = null;
  }

  /** The value that was told since {@link #begin}; null without one. */
  @Nullable Value built() {
    return value;
  }

  @Override
  public void string(RdbBytes text) throws IOException {
    value = new StringValue(bytes(text));
  }

  @Override
  public void module(long id, long offset, long end) throws IOException {
    value = new ModuleValue(ModuleBytes.of(source, id, offset, end));
  }

  /** A copy of a string. */
  static byte[] bytes(RdbBytes text) throws IOException {
    byte[] copy = text.toByteArray(LONGEST);
    if (copy.length != text.length()) {
      throw new IOException("a string of " + text.length() + " bytes is longer than servers allow");
    }
    return copy;
  }
}
