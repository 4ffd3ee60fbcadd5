package org.aofkit.keyspace.value;

import org.aofkit.rdb.write.RdbValue;

/**
 * The value of a key. It may be changed; not safe for use by several threads.
 *
 * <p>Memory grows with the bytes that commands bring, never with a number they name: a bit set at
 * the far end of a string takes as much as a page.
 */
public sealed interface Value
    permits StringValue, ModuleValue, ListValue, SetValue, SortedSetValue, HashValue, StreamValue {
  /** Its type. */
  ValueType type();

  /**
   * Whether it has no elements; servers remove the key of such a value, but for strings and
   * streams, which may be empty.
   */
  boolean isEmpty();

  /** The same value, independent of this one. */
  Value copy();

  /** How many bytes of memory it takes, about; each element is looked at to say so. */
  long memory();

  /**
   * The value as the writer of images takes it. It reads from this one when it is written; until
   * then this one must not be changed.
   */
  RdbValue toRdb();
}
