package org.aofkit.keyspace;

import java.io.IOException;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.value.ModuleValue;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.rdb.RdbBytes;

/** Builds the values that an RDB image tells of, one after the other. */
class ValueReader extends CollectionReader {
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final ByteSource source;

  ValueReader(ByteSource source) {
    this.source = source;
  }

  @Override
  public void string(RdbBytes text) throws IOException {
    build(new StringValue(bytes(text)));
  }

  @Override
  public void module(long id, long offset, long end) throws IOException {
    build(new ModuleValue(ModuleBytes.of(source, id, offset, end)));
  }

  @Override
  byte[] copy(RdbBytes text) throws IOException {
    return bytes(text);
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
