package org.aofkit.keyspace.value;

import org.aofkit.rdb.write.RdbValue;

/** A string. */
public final class StringValue implements Value {
  private byte[] bytes;

  /**
   * A string of these bytes.
   *
   * @param bytes not copied, and not to be changed any more
   */
  public StringValue(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public ValueType type() {
    return ValueType.STRING;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public StringValue copy() {
    return new StringValue(bytes.clone());
  }

  @Override
  public RdbValue toRdb() {
    return RdbValue.string(bytes);
  }
}
